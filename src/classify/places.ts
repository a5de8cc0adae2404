/**
 * Integers numbered in the order in which they come: 0, 1, 2, … What is known of each then lies in plain arrays. Open
 * addressing over typed arrays: a Map would box, hash and allocate for each of them. Pure.
 */

const FEWEST_SLOTS = 32;
/** What `clear` keeps, so that one long text does not make every later one pay for its size. */
const MOST_KEPT_SLOTS = 4096;

export class Places {
  #keys: Int32Array;
  /** Place + 1 at the slot of its key; at most half are taken. */
  #slots: Int32Array;
  #size = 0;

  /** `expected` keys find room without growth. */
  constructor(expected = 0) {
    const slots = slotsFor(expected);
    this.#slots = new Int32Array(slots);
    this.#keys = new Int32Array(slots / 2);
  }

  get size(): number {
    return this.#size;
  }

  /** The key of a place. */
  keyAt(place: number): number {
    return this.#keys[place] ?? 0;
  }

  /** -1 where the key has none. */
  find(key: number): number {
    return (this.#slots[this.#slotOf(key)] ?? 0) - 1;
  }

  /** The key's place; the next one where it has none yet. */
  take(key: number): number {
    const slot = this.#slotOf(key);
    const known = (this.#slots[slot] ?? 0) - 1;
    if (known >= 0) return known;
    if (this.#size === this.#keys.length) {
      this.#grow();
      return this.take(key);
    }
    const place = this.#size++;
    this.#keys[place] = key;
    this.#slots[slot] = place + 1;
    return place;
  }

  clear(): void {
    this.#size = 0;
    if (this.#slots.length <= MOST_KEPT_SLOTS) this.#slots.fill(0);
    else {
      this.#slots = new Int32Array(MOST_KEPT_SLOTS);
      this.#keys = new Int32Array(MOST_KEPT_SLOTS / 2);
    }
  }

  /** Where the key is, or would be. */
  #slotOf(key: number): number {
    const slots = this.#slots;
    const keys = this.#keys;
    const mask = slots.length - 1;
    const mixed = Math.imul(key, 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    for (;;) {
      const place = (slots[slot] ?? 0) - 1;
      if (place < 0 || keys[place] === key) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const keys = this.#keys;
    this.#slots = new Int32Array(2 * this.#slots.length);
    this.#keys = new Int32Array(2 * keys.length);
    this.#keys.set(keys);
    for (let place = 0; place < keys.length; place++) this.#slots[this.#slotOf(keys[place] ?? 0)] = place + 1;
  }
}

function slotsFor(keys: number): number {
  let slots = FEWEST_SLOTS;
  while (slots < 2 * keys) slots *= 2;
  return slots;
}
