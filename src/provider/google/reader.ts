/**
 * Gemini's answers -> Parts. A piece of a stream has the form of a whole answer; nothing marks the end but that a reason
 * for it has come. Calls come whole.
 */

import type { FinishReason, Part, TokenUsage } from '../../part.ts';
import type { ProviderEvent, Reading, StreamReader } from '../contract.ts';
import { type Candidate, type GoogleAnswer, type GooglePart, parseAnswer, readUsage } from './answer.ts';
import { finishOf } from './finish.ts';
import { WITH_WORDS } from './model-parts.ts';
import { sourcesOf } from './sources.ts';

export function googleReader(): StreamReader {
  const reader = new Reader();
  return { read: (event) => reader.read(event), end: () => reader.end() };
}

/** Null: it cannot be read, or holds neither an answer nor an error. */
export function readWholeGoogle(body: string): readonly Part[] | null {
  const answer = parseAnswer(body);
  if (answer === null) return null;
  const reader = new Reader();
  const parts = reader.take(answer);
  if (parts.some(({ kind }) => kind === 'error')) return parts;
  // A document that is whole says all there is to say, with a reason or without.
  const isAnswer = (answer.candidates ?? []).length > 0;
  const end = reader.end() ?? (isAnswer ? reader.finish('stop') : null);
  return end === null ? null : [...parts, ...end];
}

class Reader {
  #started = false;
  /** What the ids of this answer's calls begin with: no two answers may use the same. */
  #answerId = '';
  #calls = 0;
  #reason: FinishReason | null = null;
  #usage: TokenUsage | undefined;
  readonly #cited = new Set<string>();

  read({ data }: ProviderEvent): Reading | null {
    const answer = parseAnswer(data);
    return answer === null ? null : { parts: this.take(answer), done: false, usageOnly: false };
  }

  /** Usage may follow the reason, so that the answer is over only when its stream is. */
  end(): readonly Part[] | null {
    return this.#reason === null ? null : this.finish(this.#reason);
  }

  /** A model that calls says STOP, as one that has said all. */
  finish(reason: FinishReason): readonly Part[] {
    const said = reason === 'stop' && this.#calls > 0 ? 'tool_calls' : reason;
    return [{ kind: 'finish', reason: said, usage: this.#usage }];
  }

  take(answer: GoogleAnswer): readonly Part[] {
    const { error, candidates, blockReason, usageMetadata, modelVersion, responseId } = answer;
    if (error !== undefined) return [errorPart(error)];
    const parts: Part[] = [];
    if (!this.#started) {
      this.#started = true;
      this.#answerId = responseId ?? '';
      parts.push({ kind: 'start', id: responseId ?? undefined, model: modelVersion ?? undefined });
    }
    if (blockReason !== null && blockReason !== 'BLOCKED_REASON_UNSPECIFIED') {
      // Nothing was answered, and nothing will be: the client learns it as it learns of a filtered answer.
      this.#reason = 'content_filter';
    } else {
      for (const candidate of candidates ?? []) {
        if ((candidate.index ?? 0) !== 0) continue;
        const failed = this.#candidate(candidate, parts);
        if (failed !== null) return [failed];
      }
    }
    if (usageMetadata !== null) {
      this.#usage = readUsage(usageMetadata);
      parts.push({ kind: 'usage', usage: this.#usage, running: this.#reason === null });
    }
    return parts;
  }

  /** Adds what it says to `into`; the error where it has failed. */
  #candidate(candidate: Candidate, into: Part[]): Part | null {
    if (candidate.parts !== null) for (const part of candidate.parts) this.#part(part, into);
    for (const source of sourcesOf(candidate)) {
      if (this.#cited.has(source.url)) continue;
      this.#cited.add(source.url);
      into.push(source);
    }
    const { finishReason, finishMessage } = candidate;
    const finish = finishOf(finishReason);
    if (finish === 'failed') {
      const words = finishMessage ?? '';
      return { kind: 'error', message: `stopped with ${finishReason}${words === '' ? '' : `: ${words}`}` };
    }
    this.#reason = finish ?? this.#reason;
    return null;
  }

  #part({ text, thought, thoughtSignature, functionCall: called }: GooglePart, into: Part[]): void {
    const signature = thoughtSignature ? ({ issuer: 'google', value: thoughtSignature } as const) : null;
    if (called !== null) {
      const call = this.#calls++;
      const id = called.id || `call_${this.#answerId}_${call}`;
      into.push({ kind: 'call', call, id, name: called.name, ...(signature === null ? {} : { signature }) });
      into.push({ kind: 'arguments', call, json: JSON.stringify(called.args ?? {}) }, { kind: 'call_end', call });
      return;
    }
    const words = text ?? '';
    if (thought === true) {
      if (words !== '') into.push({ kind: 'reasoning', text: words });
      if (signature !== null) into.push({ kind: 'signature', signature });
      return;
    }
    // See model-parts.ts for the way back of each.
    if (words !== '') into.push({ kind: 'text', text: words });
    if (signature === null) return;
    into.push(words === '' ? { kind: 'sealed', signature } : { kind: 'sealed', signature, id: WITH_WORDS });
  }
}

function errorPart({ message, code }: NonNullable<GoogleAnswer['error']>): Part {
  return { kind: 'error', message, ...(code !== null && code >= 400 ? { status: code } : {}) };
}
