/**
 * Requests by hand, over as many connections as are wanted: an answer to its end, or only as far as its client stays. Numbers
 * of what came are kept, not what it said.
 */

import { Pool } from 'undici';

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly key: string;
  /** The end user. */
  readonly user: string;
  readonly body: Buffer | null;
  /** Whether the answer is a stream, which ends with an end mark. */
  readonly stream: boolean;
  /** The client leaves once it has seen so many pieces of the answer; null: it stays. */
  readonly leavesAfter: number | null;
}

export interface Answered {
  /** `whole`: status below 300, and ended as it should. `left`: the client did, in the middle. */
  readonly ending: 'whole' | 'left' | 'refused' | 'broken';
  /** 0 where no answer began. */
  readonly status: number;
  readonly decision: string | null;
  /** Of an answer that is no stream, and of an error. */
  readonly text: string;
  /** Since the request was sent. */
  readonly firstByteMs: number;
  readonly totalMs: number;
  /** What the connection said, where it broke. */
  readonly fault: string | null;
}

export interface Client {
  /** `heard` is called with every piece of an answer as it comes. Never rejects. */
  readonly ask: (asked: Asked, heard?: () => void) => Promise<Answered>;
  readonly close: () => Promise<void>;
}

const END_MARK = 'data: [DONE]';
/** A model that thinks, or a client that is slow, is nobody's fault here. */
const NO_TIMEOUT = 0;

/** `connections`: at most so many; what comes above that waits for one. */
export function clientOf(url: string, connections: number): Client {
  const pool = new Pool(url, { connections, pipelining: 1, headersTimeout: NO_TIMEOUT, bodyTimeout: NO_TIMEOUT });
  return { ask: (asked, heard) => ask(pool, asked, heard), close: () => pool.destroy() };
}

function ask(pool: Pool, asked: Asked, heard: () => void = () => undefined): Promise<Answered> {
  const { method, path, key, user, body, stream, leavesAfter } = asked;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'x-signalbox-user': user };
  return new Promise((resolve) => {
    let sent = performance.now();
    let [status, pieces, left] = [0, 0, false];
    let decision: string | null = null;
    let firstAt: number | null = null;
    let text = '';
    const end = (ending: Answered['ending'], fault: string | null = null): void => {
      const totalMs = performance.now() - sent;
      const firstByteMs = (firstAt ?? sent + totalMs) - sent;
      resolve({ ending, status, decision, text, firstByteMs, totalMs, fault });
    };
    pool.dispatch(
      { path, method, headers, body },
      {
        onRequestStart: () => {
          sent = performance.now();
        },
        onResponseStart: (_, code, head) => {
          status = code;
          const id = head['x-signalbox-decision'];
          decision = typeof id === 'string' ? id : null;
        },
        onResponseData: (controller, chunk) => {
          firstAt ??= performance.now();
          pieces += 1;
          // Of a stream only the end mark matters, which may come in two pieces.
          if (stream && status === 200) text = (text + chunk.toString('latin1')).slice(-2 * END_MARK.length);
          else text += chunk.toString('utf8');
          heard();
          if (leavesAfter === null || pieces < leavesAfter || status !== 200) return;
          left = true;
          controller.abort(new Error('The client leaves.'));
        },
        onResponseEnd: () => {
          if (status >= 300) return end('refused');
          const isCut = stream && !text.includes(END_MARK);
          return isCut ? end('broken', 'The stream ended early.') : end('whole');
        },
        onResponseError: (_, error) => (left ? end('left') : end('broken', error.message)),
      },
    );
  });
}
