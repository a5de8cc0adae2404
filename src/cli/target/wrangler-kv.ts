/**
 * The KV namespace POLICIES, through `wrangler kv …`: of a deployment (`remote`) or of `npm start` on this machine
 * (`local`). Values go by files that only this user can read, never by the command line.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { Declined } from '../outcome.ts';

export type KvPlace = 'local' | 'remote';

const CONFIG: Readonly<Record<KvPlace, string>> = { local: 'wrangler.dev.toml', remote: 'wrangler.toml' };
const MAX_BYTES = 32 * 1024 * 1024;

/** KV hands over so many values in a call. */
const READ_AT_ONCE = 100;

const listSchema = z.array(z.object({ name: z.string(), metadata: z.unknown().optional() }));
/** Values by name: in an object of its own each (`--local`), or as they are (`--remote`). */
const readSchema = z.record(
  z.string(),
  z.union([z.string().nullable(), z.object({ value: z.string().nullable() }).transform(({ value }) => value)]),
);

export type KvEntry = z.infer<typeof listSchema>[number];

export class WranglerKv {
  readonly place: KvPlace;
  readonly #root: string;

  /** `root` is the folder of the project, whose wrangler and configuration are used. */
  constructor(root: string, place: KvPlace) {
    this.#root = root;
    this.place = place;
  }

  /** The value of each name; null where there is none. wrangler takes seconds to start, so all are read by one call. */
  async read(names: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const values = new Map<string, string | null>();
    for (let at = 0; at < names.length; at += READ_AT_ONCE) {
      const some = names.slice(at, at + READ_AT_ONCE);
      const said = await this.#withFile(JSON.stringify(some), (path) => this.#run(['bulk', 'get', path]));
      const read = understood(said, readSchema);
      for (const name of some) values.set(name, read[name] ?? null);
    }
    return values;
  }

  /** `ttl` in seconds: KV deletes it then. */
  async put(key: string, value: string, metadata: object | null = null, ttl: number | null = null): Promise<void> {
    const told = metadata === null ? [] : ['--metadata', JSON.stringify(metadata)];
    const lives = ttl === null ? [] : ['--ttl', String(ttl)];
    await this.#withFile(value, (path) => this.#run(['key', 'put', key, '--path', path, ...told, ...lives]));
  }

  async delete(key: string): Promise<void> {
    await this.#run(['key', 'delete', key]);
  }

  /** All keys that begin so. */
  async list(prefix: string): Promise<readonly KvEntry[]> {
    return understood(await this.#run(['key', 'list', '--prefix', prefix]), listSchema);
  }

  async #withFile(text: string, use: (path: string) => Promise<string>): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-kv-'));
    try {
      const path = join(folder, 'value');
      await writeFile(path, text, { mode: 0o600 });
      return await use(path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #run(args: readonly string[]): Promise<string> {
    const wrangler = join(this.#root, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
    const where = [`--${this.place}`, '--binding', 'POLICIES', '--config', join(this.#root, CONFIG[this.place])];
    // What is asked for is what wrangler logs: nothing at all of it at a lower level, and more than it at a higher.
    const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', WRANGLER_LOG: 'log' };
    try {
      const all = [wrangler, 'kv', ...args, ...where];
      const ran = await promisify(execFile)(process.execPath, all, { cwd: this.#root, env, maxBuffer: MAX_BYTES });
      return ran.stdout;
    } catch (error) {
      const said = error instanceof Error ? String(Reflect.get(error, 'stderr') || error.message).trim() : error;
      throw new Declined(`wrangler could not reach KV (${this.place}): ${said}`, { code: 3 });
    }
  }
}

function understood<Schema extends z.ZodType>(said: string, schema: Schema): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(said));
  } catch (cause) {
    const message = 'What wrangler said of KV is not what this command knows: is it another version of wrangler?';
    throw new Declined(message, { code: 3 }, { cause });
  }
}
