/**
 * How a provider puts one small answer, and its failures, on the wire: what a fault needs to know of a format. Every format
 * says the same words (`TEXT`), so that a fault is written once and a client's reading of it is checked once.
 */

export type Piece = string | Uint8Array;

export interface Format {
  /** The content type of a stream. */
  readonly type: string;
  /** What a stream begins with: no content yet. */
  readonly opening: readonly Piece[];
  /** From there to the first word, which is content. */
  readonly first: readonly Piece[];
  /** The other words, and the end. */
  readonly rest: readonly Piece[];
  /** An error in the midst of a stream. */
  readonly failed: (message: string, behind?: number) => Piece;
  /** The error is no event of its own: it is over when the stream is. Elsewhere the connection is left open behind it. */
  readonly failsAtEnd?: true;
  /** An event that is framed as it should be, and whose JSON is cut short. */
  readonly unreadable: Piece;
  /** A whole answer. */
  readonly whole: string;
  /** An answer with a status that is none; with 200, the whole answer is an error. */
  readonly refusal: (status: number, message: string) => Refused;
}

interface Refused {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const json = (body: unknown): Refused => ({ body: JSON.stringify(body) });

/** What each answer is billed as. */
export const READ = 21;
export const WRITTEN = 16;
