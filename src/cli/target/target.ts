/** Where policies and keys live that the commands work on: a running Signalbox, or the KV of one through wrangler. */

/** A policy as it is stored. */
export interface StoredPolicy {
  readonly version: number;
  readonly policy: unknown;
  /** What the next put must find in place; opaque. */
  readonly tag: string;
  /** That it is not in force, why, and what is; absent where it is, or nobody has said. */
  readonly notice?: string | undefined;
}

export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** What a put or a rollback did, or would do. */
export interface Published {
  readonly tenant: string;
  readonly version: number;
  readonly warnings: readonly Problem[];
  /** What becomes different for callers; absent where nobody compared. */
  readonly changes?: readonly (Problem & { readonly kind: string })[];
}

export interface VersionRow {
  readonly version: number;
  readonly createdAt: string | null;
  readonly by: string | null;
  readonly action: string;
  readonly from: number | null;
  readonly inForce: boolean;
}

/** `tag` null: nothing may be there yet; absent: whatever is there is replaced. */
export interface PutOptions {
  readonly tag?: string | null;
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** A key's settings and id; `key` itself only where it was just made. */
export type KeyRow = Readonly<Record<string, unknown>> & { readonly id: string; readonly key?: string | undefined };

/** Version numbers of beliefs: that it got, whose content it is, and what was in force. */
export interface BeliefsRolledBack {
  readonly version: number;
  readonly of: number;
  readonly from: number;
}

export interface Forgotten {
  readonly forgotten: Readonly<Record<string, number>>;
  /** In sentences. */
  readonly remains: readonly string[];
}

/** Every method throws Declined, in words for the person at the keyboard. */
export interface Target {
  /** In words, for messages: `http://127.0.0.1:8787`, `KV (local)`. */
  readonly name: string;
  /** Null where the tenant has none. */
  current(tenant: string): Promise<StoredPolicy | null>;
  put(tenant: string, policy: unknown, options: PutOptions): Promise<Published>;
  /** Newest first. */
  versions(tenant: string): Promise<readonly VersionRow[]>;
  version(tenant: string, version: number): Promise<StoredPolicy>;
  rollback(tenant: string, version: number, dryRun: boolean): Promise<Published>;
  createKey(tenant: string, settings: object): Promise<KeyRow>;
  keys(tenant: string): Promise<readonly KeyRow[]>;
  revokeKey(id: string): Promise<KeyRow>;
  rotateKey(id: string, overlap: string | null): Promise<KeyRow>;
  usage(tenant: string, query: Readonly<Record<string, string>>): Promise<object>;
  beliefs(tenant: string): Promise<object>;
  /** `version` null: what was in force before. */
  rollbackBeliefs(tenant: string, version: number | null): Promise<BeliefsRolledBack>;
  forgetUser(tenant: string, user: string): Promise<Forgotten>;
}
