/**
 * The terminal draws by `<style>` elements and `style` attributes, which the page's content security policy refuses. Both are turned
 * into what it allows: sheets that are adopted by the document, and properties set one by one.
 */

/** As the document makes it, whatever its `createElement` is at the moment. */
const element = (name: string): HTMLElement => Document.prototype.createElement.apply(document, [name]);

/** An element in place of a `<style>`: its text becomes a sheet of the document. */
function sheetElement(): HTMLElement {
  const stand = element('span');
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  stand.hidden = true;
  Object.defineProperty(stand, 'textContent', {
    set(css: string) {
      sheet.replaceSync(css);
    },
  });
  stand.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    Element.prototype.remove.call(stand);
  };
  return stand;
}

function createElement(name: string): HTMLElement {
  if (name === 'style') return sheetElement();
  const made = element(name);
  if (name === 'span') {
    made.setAttribute = (attribute: string, value: string) => {
      if (attribute === 'style') made.style.cssText = value;
      else Element.prototype.setAttribute.call(made, attribute, value);
    };
  }
  return made;
}

/** The document as the terminal's `documentOverride`. */
export function sheetDocument(): Document {
  return new Proxy(document, {
    get(target, name) {
      if (name === 'createElement') return createElement;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** For what asks the global document nevertheless, while it is opened. */
export function withSheets(open: () => void): void {
  const own = document as { createElement?: unknown };
  own.createElement = (name: string) => (name === 'style' ? sheetElement() : element(name));
  try {
    open();
  } finally {
    delete own.createElement;
  }
}
