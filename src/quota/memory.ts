/**
 * What an account remembers of its conversations: whom they are bound to, and who issued what providers keep. SQL rows in,
 * values out, and back; as `ledger.ts`, it decides nothing and knows no clock.
 */

import type { Binding } from '../route/binding.ts';
import type { Decision } from '../route/decision.ts';
import type { Issued } from '../route/issuer.ts';
import type { Milliseconds, Tokens, UnixMs } from '../unit.ts';
import type { Need } from '../wire/ask.ts';

/** How many answers that providers keep an account can find again, and for how long: OpenAI keeps them no longer. */
const ISSUED_KEPT = 2000;
const ISSUED_MS = 30 * 24 * 60 * 60 * 1000;

/** What settling must know of the conversation to bind it. */
export interface HeldSession {
  readonly id: string;
  readonly keptMs: Milliseconds;
  readonly needs: readonly Need[];
  /** The policy document under which it was admitted. Rows of old have none: their binding is then of no document. */
  readonly revision: string;
}

/**
 * Conversations that an account remembers. A key that serves many people without naming them is one account, and may
 * begin thousands an hour; each row holds up to three answers, some kilobytes.
 */
export const MAX_SESSIONS = 1000;

/** `read` tokens are what whoever goes on from there reads on top of. */
export function issuedFor({ model, effort, route, session }: Decision, provider: string, read: Tokens): Issued {
  return { model, provider, effort, route, session: session.id, tokens: read };
}

/** Bindings whose rows need not be asked: those of conversations that go on at this moment. */
const BINDINGS_AT_HAND = 32;

export class Memory {
  readonly #sql: SqlStorage;
  /** Of the rows of `session`; null where the rows must be asked. */
  #sessions: Set<string> | null = null;
  /** Some of their bindings, those used last at the end. */
  readonly #bindings = new Map<string, Binding>();
  /** What was bound since the last checkpoint. */
  readonly #unfolded = new Map<string, { readonly session: HeldSession; readonly binding: Binding }>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#sessions = null;
    this.#bindings.clear();
    this.#unfolded.clear();
  }

  binding(session: string): Binding | null {
    const known = this.#unfolded.get(session)?.binding ?? this.#bindings.get(session);
    if (known !== undefined) return known;
    if (!this.#knownSessions().has(session)) return null;
    const { binding } = this.#sql.exec<{ binding: string }>('SELECT binding FROM session WHERE id = ?', session).one();
    const read: Binding = JSON.parse(binding);
    this.#atHand(session, read);
    return read;
  }

  /** It is written down when it is folded. */
  bind(session: HeldSession, binding: Binding): void {
    this.#unfolded.set(session.id, { session, binding });
  }

  /** Writes down what is not folded. */
  fold(): void {
    for (const { session, binding } of this.#unfolded.values()) this.#write(session, binding);
    this.#unfolded.clear();
  }

  /** Beyond `MAX_SESSIONS` those that will be of no use soonest are forgotten. */
  #write(session: HeldSession, binding: Binding): void {
    const known = this.#knownSessions();
    if (known.size >= MAX_SESSIONS && !known.has(session.id)) {
      this.#sql.exec(
        'DELETE FROM session WHERE id IN (SELECT id FROM session ORDER BY until DESC LIMIT -1 OFFSET ?)',
        MAX_SESSIONS / 2,
      );
      this.#sessions = null;
      this.#bindings.clear();
    }
    this.#sql.exec(
      'INSERT OR REPLACE INTO session (id, binding, until) VALUES (?, ?, ?)',
      session.id,
      JSON.stringify(binding),
      binding.at + session.keptMs,
    );
    this.#knownSessions().add(session.id);
    this.#atHand(session.id, binding);
  }

  #atHand(session: string, binding: Binding): void {
    this.#bindings.delete(session);
    this.#bindings.set(session, binding);
    const [oldest] = this.#bindings.keys();
    if (this.#bindings.size > BINDINGS_AT_HAND && oldest !== undefined) this.#bindings.delete(oldest);
  }

  #knownSessions(): Set<string> {
    this.#sessions ??= new Set(
      this.#sql
        .exec<{ id: string }>('SELECT id FROM session')
        .toArray()
        .map(({ id }) => id),
    );
    return this.#sessions;
  }

  /** Who issued an answer or a conversation; null when it is not known, or no longer. */
  issued(id: string, now: UnixMs): Issued | null {
    const [row] = this.#sql
      .exec<{ json: string }>('SELECT json FROM issued WHERE id = ? AND until > ?', id, now)
      .toArray();
    return row === undefined ? null : JSON.parse(row.json);
  }

  issue(ids: readonly string[], issued: Issued, now: UnixMs): void {
    for (const id of ids) {
      this.#sql.exec(
        'INSERT OR REPLACE INTO issued (id, json, until) VALUES (?, ?, ?)',
        id,
        JSON.stringify(issued),
        now + ISSUED_MS,
      );
    }
    // By their numbers, which no query has to count.
    this.#sql.exec('DELETE FROM issued WHERE seq <= (SELECT MAX(seq) FROM issued) - ?', ISSUED_KEPT);
  }
}
