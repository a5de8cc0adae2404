/**
 * The admin API of a running Signalbox, as a target of commands. The token comes from the environment, never from the
 * command line, where shells and process lists keep it; it is sent over https, or to this machine.
 */

import * as z from 'zod';
import { Declined, Misused } from '../outcome.ts';
import type {
  BeliefsRolledBack,
  Forgotten,
  KeyRow,
  Published,
  PutOptions,
  StoredPolicy,
  Target,
  VersionRow,
} from './target.ts';

export const DEFAULT_URL = 'http://127.0.0.1:8787';
/** What `npm start` prints. It is good for nothing elsewhere. */
const DEV_TOKEN = 'dev-admin';
/** A PUT of 500 routes takes seconds; a lint of them as many again. */
const TIMEOUT_MS = 120_000;

const problemSchema = z.object({ path: z.string(), message: z.string() });
const errorSchema = z.object({
  error: z.object({ message: z.string(), code: z.string().nullish(), problems: z.array(problemSchema).optional() }),
});
const storedSchema = z.object({ version: z.int(), policy: z.unknown(), message: z.string().optional() });
const publishedSchema = z.object({
  tenant: z.string(),
  version: z.int(),
  warnings: z.array(problemSchema),
  changes: z
    .array(problemSchema.extend({ kind: z.string() }))
    .optional()
    .transform((changes) => changes ?? []),
});
const versionsSchema = z.object({
  versions: z.array(
    z.object({
      version: z.int(),
      createdAt: z.string().nullable(),
      by: z.string().nullable(),
      action: z.string(),
      from: z.int().nullable(),
      inForce: z.boolean(),
    }),
  ),
  next: z.int().nullish(),
});
const keySchema = z.looseObject({ id: z.string(), key: z.string().optional() });
const keysSchema = z.object({ keys: z.array(keySchema), next: z.string().nullish() });

const rolledBackSchema = z.looseObject({ version: z.int(), of: z.int(), from: z.int() });
const forgottenSchema = z.looseObject({ forgotten: z.record(z.string(), z.number()), remains: z.array(z.string()) });

interface AdminApiOptions {
  readonly url: string;
  /** SIGNALBOX_ADMIN_TOKEN; undefined where it is not set. */
  readonly token: string | undefined;
  readonly fetch: typeof fetch;
}

interface Call {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export class AdminApi implements Target {
  readonly name: string;
  readonly #token: string;
  readonly #fetch: typeof fetch;

  /** Throws Misused for a URL that cannot be called, or that the token must not be sent to. */
  constructor({ url, token, fetch }: AdminApiOptions) {
    const parsed = URL.parse(url);
    if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
      throw new Misused(`The URL ${JSON.stringify(url)} is none: write where Signalbox runs, such as ${DEFAULT_URL}.`);
    }
    const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed.hostname);
    if (!isHere && parsed.protocol !== 'https:') {
      throw new Misused(`The admin token is not sent to ${parsed.host} in the clear: write https.`);
    }
    if (token === undefined && !isHere) {
      throw new Misused('The admin token is missing: set the environment variable SIGNALBOX_ADMIN_TOKEN.');
    }
    this.name = parsed.origin;
    this.#token = token ?? DEV_TOKEN;
    this.#fetch = fetch;
  }

  async current(tenant: string): Promise<StoredPolicy | null> {
    const response = await this.#send('GET', `/admin/tenants/${encodeURIComponent(tenant)}/policy`, {});
    if (response.status === 404) return null;
    const { version, policy, message: notice } = await this.#read(response, storedSchema);
    return { version, policy, tag: response.headers.get('etag') ?? '', notice };
  }

  put(tenant: string, policy: unknown, { tag, dryRun, force }: PutOptions): Promise<Published> {
    const guard: Record<string, string> = tag === null ? { 'if-none-match': '*' } : {};
    const headers = tag ? { 'if-match': tag } : guard;
    const query = { ...(dryRun ? { dry_run: '1' } : {}), ...(force ? { force: '1' } : {}) };
    return this.#call('PUT', `${tenantPath(tenant)}/policy`, publishedSchema, { query, headers, body: policy });
  }

  async versions(tenant: string): Promise<readonly VersionRow[]> {
    const all: VersionRow[] = [];
    for (let before: number | null | undefined; before !== null; ) {
      const query = before === undefined ? {} : { before: String(before) };
      const page = await this.#call('GET', `${tenantPath(tenant)}/policy/versions`, versionsSchema, { query });
      all.push(...page.versions);
      before = page.next ?? null;
    }
    return all;
  }

  async version(tenant: string, version: number): Promise<StoredPolicy> {
    const stored = await this.#call('GET', `${tenantPath(tenant)}/policy/versions/${version}`, storedSchema);
    return { version: stored.version, policy: stored.policy, tag: '' };
  }

  rollback(tenant: string, version: number, dryRun: boolean): Promise<Published> {
    const query: Record<string, string> = dryRun ? { dry_run: '1' } : {};
    return this.#call('POST', `${tenantPath(tenant)}/policy/rollback`, publishedSchema, { query, body: { version } });
  }

  createKey(tenant: string, settings: object): Promise<KeyRow> {
    return this.#call('POST', `${tenantPath(tenant)}/keys`, keySchema, { body: settings });
  }

  async keys(tenant: string): Promise<readonly KeyRow[]> {
    const all: KeyRow[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: Record<string, string> = cursor === '' ? {} : { cursor };
      const page: z.infer<typeof keysSchema> = await this.#call('GET', `${tenantPath(tenant)}/keys`, keysSchema, {
        query,
      });
      all.push(...page.keys);
      cursor = page.next ?? null;
    }
    return all;
  }

  revokeKey(id: string): Promise<KeyRow> {
    return this.#call('DELETE', `/admin/keys/${encodeURIComponent(id)}`, keySchema);
  }

  rotateKey(id: string, overlap: string | null): Promise<KeyRow> {
    const body = overlap === null ? {} : { overlap };
    return this.#call('POST', `/admin/keys/${encodeURIComponent(id)}/rotate`, keySchema, { body });
  }

  usage(tenant: string, query: Readonly<Record<string, string>>): Promise<object> {
    return this.#call('GET', `${tenantPath(tenant)}/usage`, z.looseObject({}), { query });
  }

  beliefs(tenant: string): Promise<object> {
    return this.#call('GET', `${tenantPath(tenant)}/beliefs`, z.looseObject({}));
  }

  rollbackBeliefs(tenant: string, version: number | null): Promise<BeliefsRolledBack> {
    const body = version === null ? {} : { version };
    return this.#call('POST', `${tenantPath(tenant)}/beliefs/rollback`, rolledBackSchema, { body });
  }

  forgetUser(tenant: string, user: string): Promise<Forgotten> {
    return this.#call('DELETE', `${tenantPath(tenant)}/users/${encodeURIComponent(user)}`, forgottenSchema);
  }

  async #call<Schema extends z.ZodType>(
    method: string,
    path: string,
    schema: Schema,
    call: Call = {},
  ): Promise<z.infer<Schema>> {
    return this.#read(await this.#send(method, path, call), schema);
  }

  async #send(method: string, path: string, { query = {}, headers = {}, body }: Call): Promise<Response> {
    const search = new URLSearchParams(query).toString();
    const url = `${this.name}${path}${search === '' ? '' : `?${search}`}`;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const all = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', ...headers };
    try {
      // Nothing here answers with a redirect: whoever does is not who the token is for.
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      return await this.#fetch(url, { method, headers: all, redirect: 'error', signal, ...sent });
    } catch (error) {
      const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause : error).message : error;
      throw new Declined(`Signalbox cannot be reached at ${this.name}: ${cause}. Is it running? Name it by --url.`, {
        code: 3,
      });
    }
  }

  async #read<Schema extends z.ZodType>(response: Response, schema: Schema): Promise<z.infer<Schema>> {
    const json: unknown = await response.json().catch(() => null);
    if (!response.ok) throw declinedBy(response.status, json, this.name);
    const read = schema.safeParse(json);
    if (read.success) return read.data;
    const message = `What answers at ${this.name} is no Signalbox that this command knows: ${z.prettifyError(read.error)}`;
    throw new Declined(message, { code: 3 });
  }
}

const tenantPath = (tenant: string): string => `/admin/tenants/${encodeURIComponent(tenant)}`;

/** Those who cannot or may not are told apart from those whose request was at fault. */
function declinedBy(status: number, json: unknown, name: string): Declined {
  const read = errorSchema.safeParse(json);
  const code = status === 401 || status === 403 || status >= 500 ? 3 : 1;
  if (!read.success) return new Declined(`${name} answered with status ${status}, and does not say why.`, { code });
  const { message, problems = [] } = read.data.error;
  const hint = status === 401 ? ' The token is that of the environment variable SIGNALBOX_ADMIN_TOKEN.' : '';
  // The first is in the message already.
  const more = problems.slice(1).map((each) => `\n  ${each.path === '' ? '' : `${each.path}: `}${each.message}`);
  return new Declined(`${message}${hint}${more.join('')}`, { code, detail: read.data.error });
}
