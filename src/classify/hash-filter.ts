/**
 * Says of most hashes that are not among many that they are none of them, by one bit of a small table: what is asked of the
 * whole table then is mostly there. Of a text's words and pairs, and of the slips of a word, few are known. Pure.
 */

/** So few bits are set that one hash of fifteen or more that are not there passes. */
const BITS_PER_HASH = 16;
const FEWEST_BITS = 1024;

export class HashFilter {
  readonly #bits: Int32Array;
  /** What leaves of a mixed hash as many bits as tell the table's bits apart. */
  readonly #shift: number;

  constructor(hashes: Int32Array) {
    let [size, shift] = [FEWEST_BITS, 32 - Math.log2(FEWEST_BITS)];
    for (; size < BITS_PER_HASH * hashes.length; size *= 2) shift--;
    this.#bits = new Int32Array(size / 32);
    this.#shift = shift;
    for (const hash of hashes) {
      const bit = Math.imul(hash, 0x9e3779b1) >>> shift;
      this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  /** False only where the hash is none of them. */
  mayHave(hash: number): boolean {
    const bit = Math.imul(hash, 0x9e3779b1) >>> this.#shift;
    return (((this.#bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
  }
}
