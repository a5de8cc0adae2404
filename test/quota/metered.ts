/** What the objects of one tenant use, as the platform bills it: calls, alarms, rows of SQL, and what is stored at the end. */

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { type MockInstance, vi } from 'vitest';

/** One object, or what it stands for: by request. Calls come over RPC; an alarm that is set is a row written, and counted as one. */
export interface ObjectUsage {
  calls: number;
  alarms: number;
  rowsRead: number;
  rowsWritten: number;
}

type Cursor = SqlStorageCursor<Record<string, SqlStorageValue>>;
type Exec = (query: string, ...bindings: unknown[]) => Cursor;
type Stub = DurableObjectStub<Rpc.DurableObjectBranded & object>;

export class Metered {
  readonly stub: Stub;
  #calls: readonly MockInstance[] = [];
  #alarms = 0;
  #written = 0;
  #read = 0;
  readonly #cursors: Cursor[] = [];
  #exec: Exec | null = null;
  /** When the alarm rings; null: it is not set. */
  #ringsAt: number | null = null;

  private constructor(stub: Stub) {
    this.stub = stub;
  }

  /** Counts from here on. `prototype` is its class's, of which no other object may be called meanwhile by these `methods`. */
  static async of<Called extends string>(
    stub: Stub,
    prototype: Readonly<Record<Called, (...args: never[]) => unknown>>,
    methods: readonly Called[],
  ): Promise<Metered> {
    const metered = new Metered(stub);
    metered.#calls = methods.map((method) => vi.spyOn(prototype as Record<string, () => unknown>, method));
    await runInDurableObject(stub, async (_, { storage }) => {
      metered.#ringsAt = await storage.getAlarm();
      const exec: Exec = storage.sql.exec.bind(storage.sql);
      metered.#exec = exec;
      vi.spyOn(storage.sql, 'exec').mockImplementation((query: string, ...bindings: unknown[]) => {
        const cursor = exec(query, ...bindings);
        metered.#cursors.push(cursor);
        return Object(cursor);
      });
      const setAlarm = storage.setAlarm.bind(storage);
      vi.spyOn(storage, 'setAlarm').mockImplementation((at) => {
        metered.#written++;
        metered.#ringsAt = Number(at);
        return setAlarm(at);
      });
    });
    return metered;
  }

  /** Rings every alarm that is due before `until`, each at its time. */
  async ring(until: number): Promise<void> {
    while (this.#ringsAt !== null && this.#ringsAt <= until) {
      vi.setSystemTime(Math.max(this.#ringsAt, Date.now()));
      this.#ringsAt = null;
      this.#alarms++;
      await runDurableObjectAlarm(this.stub);
    }
  }

  async within<T>(work: (storage: DurableObjectStorage, exec: Exec) => T): Promise<T> {
    return runInDurableObject(this.stub, (_, { storage }) => work(storage, this.#exec ?? storage.sql.exec));
  }

  /** Since it was asked last. */
  async used(): Promise<ObjectUsage> {
    await this.within(() => {
      for (const cursor of this.#cursors.splice(0)) {
        // One that was written and not read on has not counted to its end.
        cursor.toArray();
        this.#read += cursor.rowsRead;
        this.#written += cursor.rowsWritten;
      }
    });
    const calls = this.#calls.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    const used = { calls, alarms: this.#alarms, rowsRead: this.#read, rowsWritten: this.#written };
    for (const call of this.#calls) call.mockClear();
    this.#alarms = 0;
    this.#written = 0;
    this.#read = 0;
    return used;
  }
}
