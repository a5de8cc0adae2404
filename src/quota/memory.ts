/**
 * What an account remembers beside its limits: whom its conversations are bound to, who issued what providers keep, and its
 * last decisions. SQL rows in, values out, and back; as `ledger.ts`, it decides nothing and knows no clock.
 */

import type { Binding } from '../route/binding.ts';
import type { Decision, DecisionId } from '../route/decision.ts';
import type { Issued } from '../route/issuer.ts';
import { type Milliseconds, type Tokens, type UnixMs, unixMs } from '../unit.ts';
import type { Need } from '../wire/ask.ts';
import type { Kept } from './kept.ts';
import type { ToldDecision } from './reporting.ts';

/** How many decisions an account can still be asked about, and for how long: feedback comes soon or never. */
const DECISIONS_KEPT = 50;
const DECISION_MS = 24 * 60 * 60 * 1000;

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

/** One of the last decisions, as far as it is asked for. */
interface Recent {
  readonly seq: number;
  readonly id: DecisionId;
  /** Of what was asked; null where nothing can be learned of it. */
  readonly fingerprint: string | null;
  readonly until: number;
}

type RecentRow = { seq: number; id: DecisionId; fingerprint: string | null; until: number };

export class Memory {
  readonly #sql: SqlStorage;
  /** Of the rows of `session`. Here and below: null where the rows must be asked. */
  #sessions: Set<string> | null = null;
  /** Some of their bindings, those used last at the end. */
  readonly #bindings = new Map<string, Binding>();
  /** The rows of `decision`, the oldest first. */
  #recent: Recent[] | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#sessions = null;
    this.#bindings.clear();
    this.#recent = null;
  }

  binding(session: string): Binding | null {
    const known = this.#bindings.get(session);
    if (known !== undefined) return known;
    if (!this.#knownSessions().has(session)) return null;
    const { binding } = this.#sql.exec<{ binding: string }>('SELECT binding FROM session WHERE id = ?', session).one();
    const read: Binding = JSON.parse(binding);
    this.#atHand(session, read);
    return read;
  }

  /** Beyond `MAX_SESSIONS` those that will be of no use soonest are forgotten. */
  bind(session: HeldSession, binding: Binding): void {
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

  /** `key` is the id of the key that it was made for; `kept` what can be learned of it, if anything can. */
  record(decision: Decision, key: string, kept: Kept | null, now: UnixMs): void {
    const { id } = decision;
    const recent = [...this.#knownDecisions()];
    const seq = (recent.at(-1)?.seq ?? 0) + 1;
    const until = now + DECISION_MS;
    this.#sql.exec(
      'INSERT INTO decision (seq, id, json, kept, until) VALUES (?, ?, ?, ?, ?)',
      seq,
      id,
      JSON.stringify({ ...decision, key }),
      kept === null ? null : JSON.stringify(kept),
      until,
    );
    recent.push({ seq, id, fingerprint: kept?.toLearn.fingerprint ?? null, until });
    const surplus = recent.at(-DECISIONS_KEPT - 1);
    if (surplus !== undefined) this.#sql.exec('DELETE FROM decision WHERE seq <= ?', surplus.seq);
    this.#recent = recent.slice(-DECISIONS_KEPT);
  }

  /** Whether it is one of the last decisions, which were all settled. */
  knows(id: DecisionId): boolean {
    return this.#knownDecisions().some((each) => each.id === id);
  }

  /** One of the last decisions, and what can be learned of it; null for one that is not known, or no longer. */
  kept(id: DecisionId, now: UnixMs): KeptDecision | null {
    const [row] = this.#sql
      .exec<KeptRow>('SELECT json, kept, until FROM decision WHERE id = ? AND until > ?', id, now)
      .toArray();
    return row === undefined ? null : keptDecision(row);
  }

  keep(id: DecisionId, kept: Kept): void {
    this.#sql.exec('UPDATE decision SET kept = ? WHERE id = ?', JSON.stringify(kept), id);
  }

  /** Of the last `count` decisions the newest that asked the same, if it was settled after `since`. */
  lastKept(count: number, fingerprint: string, since: number): (KeptDecision & { readonly kept: Kept }) | null {
    const found = this.#knownDecisions()
      .slice(-count)
      .findLast((each) => each.fingerprint === fingerprint && each.until > since + DECISION_MS);
    if (found === undefined) return null;
    const row = this.#sql.exec<KeptRow>('SELECT json, kept, until FROM decision WHERE seq = ?', found.seq).one();
    const { decision, kept, at } = keptDecision(row);
    return kept === null ? null : { decision, kept, at };
  }

  #knownDecisions(): readonly Recent[] {
    this.#recent ??= this.#sql
      .exec<RecentRow>(
        `SELECT seq, id, kept ->> '$.toLearn.fingerprint' AS fingerprint, until FROM decision ORDER BY seq`,
      )
      .toArray();
    return this.#recent;
  }

  /** Newest first. */
  decisions(count: number, now: UnixMs): readonly ToldDecision[] {
    return this.#sql
      .exec<DecisionRow>('SELECT json, until FROM decision WHERE until > ? ORDER BY seq DESC LIMIT ?', now, count)
      .toArray()
      .map(toldDecision);
  }

  /** Those that were recorded after `id`, newest first; all of them when it is null, or older than any that is left. */
  decisionsSince(id: string | null, count: number): readonly ToldDecision[] {
    return this.#sql
      .exec<DecisionRow>(
        `SELECT json, until FROM decision WHERE seq > COALESCE((SELECT seq FROM decision WHERE id = ?), 0)
         ORDER BY seq DESC LIMIT ?`,
        id,
        count,
      )
      .toArray()
      .map(toldDecision);
  }
}

type DecisionRow = { json: string; until: number };

export interface KeptDecision {
  readonly decision: Decision;
  /** Null where nothing can be learned of it. */
  readonly kept: Kept | null;
  /** When it was settled. */
  readonly at: UnixMs;
}

type KeptRow = DecisionRow & { kept: string | null };

const keptDecision = ({ json, kept, until }: KeptRow): KeptDecision => ({
  decision: JSON.parse(json),
  kept: kept === null ? null : JSON.parse(kept),
  at: unixMs(until - DECISION_MS),
});

/** Rows of old do not say for which key it was. */
function toldDecision({ json, until }: DecisionRow): ToldDecision {
  return { key: null, ...JSON.parse(json), at: unixMs(until - DECISION_MS) };
}
