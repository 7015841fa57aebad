/** Pixels of a row that was not drawn yet: most are one line. */
export const ROW = 20;

/**
 * Where the rows of a list are, in pixels, for a hundred thousand of them that come by hundreds ten times a second: plain numbers in a row,
 * of which only those behind a change are added up anew.
 */
export class RowPlaces {
  count = 0;
  #heights: Float32Array = new Float32Array(1024);
  /** Tops of rows up to `#known`; of the others they have to be added up. */
  #tops: Float64Array = new Float64Array(1025);
  #known = 0;

  /** One more row before the one at `index`, which may be the end. */
  insert(index: number): void {
    this.#makeRoom(1);
    if (index < this.count) this.#heights.copyWithin(index + 1, index, this.count);
    this.#heights[index] = ROW;
    this.count++;
    this.#known = Math.min(this.#known, index);
  }

  prepend(rows: number): void {
    this.#makeRoom(rows);
    this.#heights.copyWithin(rows, 0, this.count);
    this.#heights.fill(ROW, 0, rows);
    this.count += rows;
    this.#known = 0;
  }

  /** The first rows go. */
  drop(rows: number): void {
    this.#heights.copyWithin(0, rows, this.count);
    this.count -= rows;
    this.#known = 0;
  }

  /** A row was measured. */
  resize(index: number, height: number): void {
    this.#heights[index] = height;
    this.#known = Math.min(this.#known, index);
  }

  /** Rows look otherwise now: all are as if they had never been drawn. */
  forget(): void {
    this.#heights.fill(ROW, 0, this.count);
    this.#known = 0;
  }

  height(index: number): number {
    return this.#heights[index] ?? ROW;
  }

  /** Of the row's top; of the end for the row after the last. */
  top(index: number): number {
    for (; this.#known < index; this.#known++)
      this.#tops[this.#known + 1] = (this.#tops[this.#known] ?? 0) + (this.#heights[this.#known] ?? ROW);
    return this.#tops[index] ?? 0;
  }

  get total(): number {
    return this.top(this.count);
  }

  /** The row that has this pixel; the nearest one beyond the ends. */
  at(pixel: number): number {
    let low = 0;
    let high = Math.max(0, this.count - 1);
    this.top(this.count);
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#tops[middle] ?? 0) <= pixel) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #makeRoom(rows: number): void {
    const needed = this.count + rows;
    if (needed <= this.#heights.length) return;
    const heights = new Float32Array(needed * 2);
    const tops = new Float64Array(needed * 2 + 1);
    heights.set(this.#heights);
    tops.set(this.#tops);
    this.#heights = heights;
    this.#tops = tops;
  }
}
