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

/** Style elements that are made by `open` are sheets. */
export function withSheets(open: () => void): void {
  const own = document as { createElement?: unknown };
  own.createElement = (name: string) => (name === 'style' ? sheetElement() : element(name));
  try {
    open();
  } finally {
    delete own.createElement;
  }
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

/** From now on a `style` attribute of a span, which has the colours of a piece of text, is set as properties. */
export function setStylesAsProperties(): void {
  HTMLSpanElement.prototype.setAttribute = setAttribute;
}
