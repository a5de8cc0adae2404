/**
 * The alarm of an object. It is written only to ring sooner: one that rings too early finds nothing and sets the next, which
 * is cheaper than moving it with every call. The write belongs to the transaction of the call; were it to fail, the output
 * gate would fail the call.
 */
export class Alarm {
  readonly #storage: DurableObjectStorage;
  /** When it will ring, as far as storage knows. */
  #at: number | null = null;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** To be awaited before anything else is asked of it. */
  async load(): Promise<void> {
    this.#at = await this.#storage.getAlarm();
  }

  /** It rings at `at` or before. */
  by(at: number): void {
    if (this.#at !== null && this.#at <= at) return;
    this.#at = at;
    void this.#storage.setAlarm(at);
  }

  /** It has rung, or was deleted with everything else. */
  isOver(): void {
    this.#at = null;
  }
}
