/**
 * The KV namespace POLICIES, through `wrangler kv key …`: of a deployment (`remote`) or of `npm start` on this machine
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

const listSchema = z.array(z.object({ name: z.string(), metadata: z.unknown().optional() }));

export type KvEntry = z.infer<typeof listSchema>[number];

export class WranglerKv {
  readonly place: KvPlace;
  readonly #root: string;

  /** `root` is the folder of the project, whose wrangler and configuration are used. */
  constructor(root: string, place: KvPlace) {
    this.#root = root;
    this.place = place;
  }

  /** Null where there is no such key. */
  async get(key: string): Promise<string | null> {
    // wrangler prints "Value not found" and fails, or prints it and does not, depending on its version: the list knows.
    if ((await this.list(key)).every(({ name }) => name !== key)) return null;
    return this.#run(['get', key, '--text']);
  }

  /** `ttl` in seconds: KV deletes it then. */
  async put(key: string, value: string, metadata: object | null = null, ttl: number | null = null): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-kv-'));
    try {
      const path = join(folder, 'value');
      await writeFile(path, value, { mode: 0o600 });
      const told = metadata === null ? [] : ['--metadata', JSON.stringify(metadata)];
      await this.#run(['put', key, '--path', path, ...told, ...(ttl === null ? [] : ['--ttl', String(ttl)])]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async delete(key: string): Promise<void> {
    await this.#run(['delete', key]);
  }

  /** All keys that begin so. */
  async list(prefix: string): Promise<readonly KvEntry[]> {
    const said = await this.#run(['list', '--prefix', prefix]);
    return listSchema.parse(JSON.parse(said));
  }

  async #run(args: readonly string[]): Promise<string> {
    const wrangler = join(this.#root, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
    const where = [`--${this.place}`, '--binding', 'POLICIES', '--config', join(this.#root, CONFIG[this.place])];
    const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', WRANGLER_LOG: 'error' };
    try {
      const all = [wrangler, 'kv', 'key', ...args, ...where];
      const ran = await promisify(execFile)(process.execPath, all, { cwd: this.#root, env, maxBuffer: MAX_BYTES });
      return ran.stdout;
    } catch (error) {
      const said = error instanceof Error ? String(Reflect.get(error, 'stderr') || error.message).trim() : error;
      throw new Declined(`wrangler could not reach KV (${this.place}): ${said}`, { code: 3 });
    }
  }
}
