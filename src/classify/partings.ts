/**
 * The parts of a text between marks: what `text.matchAll(/[^…]+/gu)` finds, without an object for each of them. Pure.
 */

export class Partings {
  /** Of the marks of ASCII. */
  readonly #ascii = new Uint8Array(128);
  readonly #others = new Set<number>();

  /** Each character of `marks` is one, and none of them is a surrogate pair. */
  constructor(marks: string) {
    for (let at = 0; at < marks.length; at++) {
      const code = marks.charCodeAt(at);
      if (code < 128) this.#ascii[code] = 1;
      else this.#others.add(code);
    }
  }

  /** Where the next part begins, from `from` on; the text's length where there is none. */
  start(text: string, from: number): number {
    let at = from;
    while (at < text.length && this.#parts(text.charCodeAt(at))) at++;
    return at;
  }

  /** Where the part ends that begins at `start`. */
  end(text: string, start: number): number {
    let at = start;
    while (at < text.length && !this.#parts(text.charCodeAt(at))) at++;
    return at;
  }

  #parts(code: number): boolean {
    return code < 128 ? this.#ascii[code] === 1 : this.#others.has(code);
  }
}
