/**
 * What the admin API and a tenant's object say to each other about the tenant's policy. Everything here crosses RPC:
 * plain data in, unions out.
 */

import type { TenantId } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';

/** Which document: the version that KV shows with it (0 for none), and the SHA-256 of its text, in hex. */
export interface Mark {
  readonly version: number;
  readonly sha256: string;
}

/** `kv`: put by other means than the admin API, or before the object kept books. */
export type VersionAction = 'put' | 'rollback' | 'kv';

/** A change of a policy that somebody wants made. */
export interface Order {
  readonly tenant: TenantId;
  /** Names this attempt: the same order again, after a lost answer, is answered with what became of it. */
  readonly attempt: string;
  /** At most 1 MB or so: a row of the object holds it until it is in force. */
  readonly text: string;
  readonly sha256: string;
  /** What the change was made to; null: the tenant had no policy. */
  readonly expected: Mark | null;
  /** What KV showed the caller, text included, so that a document put by other means is not lost. */
  readonly seen: (Mark & { readonly text: string }) | null;
  readonly actor: string;
  readonly action: 'put' | 'rollback';
  /** The version whose content this is; null for a new one. */
  readonly source: number | null;
}

/** KV did not take it. `kept`: the version that is written down, and put in force as soon as KV takes it; null: nothing is. */
interface Unwritten {
  readonly kind: 'unwritten';
  readonly kept: number | null;
}

export type Published =
  | { readonly kind: 'published'; readonly version: number }
  /** Something else is in force than the caller takes for it. */
  | { readonly kind: 'conflict'; readonly current: Mark | null }
  | Unwritten;

export type Standing =
  | {
      readonly kind: 'standing';
      /** What is true: the object's own last version, or what KV showed where that is newer. Null: there is no policy. */
      readonly current: Mark | null;
      /** `kv`: it is what KV showed, and not the object's own. */
      readonly by: 'object' | 'kv';
      /** What `current` is listed as; null for a document that has no version of its own yet. */
      readonly listed: number | null;
      /** The version that a change made to `current` would get. */
      readonly next: number;
      /** `current` was made to `base`, and whoever ordered it was never told so; null where that is not the case. */
      readonly untold: { readonly base: Mark | null } | null;
    }
  | Unwritten;

/** A version of a policy. */
export interface Version extends Mark {
  readonly createdAt: UnixMs | null;
  readonly by: string | null;
  readonly action: VersionAction;
  /** The version whose content a rollback put in force again; else null. */
  readonly from: number | null;
  /** The version that KV showed with it: another than `version` where it was put without one, or with one that was taken. */
  readonly shown: number;
}

/** An imported version's hash is not known until somebody needs it: empty. */
export type Listed = { readonly kind: 'listed'; readonly versions: readonly Version[] } | Unwritten;

/** Newest first; `before` is a version or a `seq`. */
export interface Page {
  readonly limit: number;
  readonly before: number | null;
}

export type Outcome = 'pending' | 'done' | 'failed';

/** What somebody did. Holds no secret: a key is named by its id. */
export interface AuditEntry {
  readonly actor: string;
  /** `policy.put`, `policy.rollback`, `key.create`, `key.revoke`, `key.rotate`, `beliefs.rollback`, `user.forget`. */
  readonly action: string;
  /** What it was done to, in a few words. */
  readonly what: string;
  readonly from?: string | number;
  readonly to?: string | number;
  /** `pending` before a change that may fail, to be concluded after it; `done` when it is left out. */
  readonly outcome?: Outcome;
}

export interface AuditRow extends Required<Pick<AuditEntry, 'actor' | 'action' | 'what' | 'outcome'>> {
  readonly seq: number;
  readonly at: UnixMs;
  readonly from: string | number | null;
  readonly to: string | number | null;
}

/** What a tenant's object offers to the admin API. */
export interface PolicyMethods {
  /** `seen`: what KV shows the caller now. */
  standing(tenant: TenantId, seen: Mark | null): Promise<Standing>;
  publish(order: Order): Promise<Published>;
  versions(tenant: TenantId, page: Page): Promise<Listed>;
  /** Answers the entry's `seq`. */
  record(entry: AuditEntry): number;
  /** What became of an entry that was pending. */
  conclude(seq: number, outcome: 'done' | 'failed'): void;
  audit(page: Page): AuditRow[];
}
