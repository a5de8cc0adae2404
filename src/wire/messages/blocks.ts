/**
 * The content blocks of a streamed message, one after another. Parts may tell of several calls at once, and Anthropic's
 * clients know one open block: the first streams, those behind it wait until it is complete.
 * https://platform.claude.com/docs/en/build-with-claude/streaming
 */

type Kind = 'text' | 'thinking' | 'redacted_thinking' | 'tool_use';

interface Waiting {
  readonly kind: Kind;
  /** Of a call. */
  readonly call: number | null;
  readonly start: object;
  readonly deltas: object[];
  json: string;
  isComplete: boolean;
}

export const eventOf = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;

export class Blocks {
  /** The first is the open one, once its start has been written. */
  readonly #queue: Waiting[] = [];
  #index = 0;
  #isOpen = false;

  /** The block that the last part went to, if nothing has completed it. */
  get current(): Kind | null {
    const last = this.#queue.at(-1);
    return last === undefined || last.isComplete ? null : last.kind;
  }

  begin(kind: Kind, start: object, call: number | null = null): string {
    const last = this.#queue.at(-1);
    // A call is over when its arguments are: those of parallel calls come one after the other nearly always.
    if (last !== undefined && (last.call === null || isJson(last.json))) last.isComplete = true;
    this.#queue.push({ kind, call, start, deltas: [], json: '', isComplete: false });
    return this.#flush();
  }

  /** To the last block. */
  add(delta: object): string {
    this.#queue.at(-1)?.deltas.push(delta);
    return this.#flush();
  }

  addJson(call: number, json: string): string {
    const block = this.#queue.find((one) => one.call === call);
    if (block === undefined) return '';
    block.json += json;
    block.deltas.push({ type: 'input_json_delta', partial_json: json });
    return this.#flush();
  }

  end(call: number | null): string {
    const block = call === null ? this.#queue.at(-1) : this.#queue.find((one) => one.call === call);
    if (block !== undefined) block.isComplete = true;
    return this.#flush();
  }

  endAll(): string {
    for (const block of this.#queue) block.isComplete = true;
    return this.#flush();
  }

  #flush(): string {
    let events = '';
    for (let block = this.#queue[0]; block !== undefined; block = this.#queue[0]) {
      const index = this.#index;
      if (!this.#isOpen) events += eventOf('content_block_start', { index, content_block: block.start });
      this.#isOpen = true;
      for (const delta of block.deltas.splice(0)) events += eventOf('content_block_delta', { index, delta });
      if (!block.isComplete) return events;
      events += eventOf('content_block_stop', { index });
      this.#queue.shift();
      this.#index += 1;
      this.#isOpen = false;
    }
    return events;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // More of it is to come.
    return false;
  }
}
