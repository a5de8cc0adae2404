/**
 * `keys create|list|revoke|rotate` and `usage`. A key is said once, alone on stdout where words are asked for, so that it
 * can be piped to where it belongs; what is said about it goes to stderr.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { isKey } from '../tenant/new-key.ts';
import { allowOnly, exactly, TARGET, type Values } from './arguments.ts';
import type { Command, Context, Done } from './command.ts';
import { Declined, Misused } from './outcome.ts';
import type { KeyRow } from './target/target.ts';

const KEY_SETTINGS = ['plan', 'name', 'user', 'expires', 'models', 'limits', 'admin'] as const;

export const keys: Command = async (args, context) => {
  const [, command, ...rest] = args.positionals;
  switch (command) {
    case 'create': {
      allowOnly('keys create', args, [...TARGET, ...KEY_SETTINGS, 'out']);
      const [tenant = ''] = exactly('keys create', rest, ['the name of a tenant']);
      const settings = await settingsOf(args.values, context.from);
      return made(await context.target().createKey(tenant, settings), args.values, context);
    }
    case 'rotate': {
      allowOnly('keys rotate', args, [...TARGET, 'overlap', 'out']);
      const id = idOf(exactly('keys rotate', rest, ['the id of a key'])[0]);
      return made(await context.target().rotateKey(id, args.values.overlap ?? null), args.values, context);
    }
    case 'list': {
      allowOnly('keys list', args, TARGET);
      const [tenant = ''] = exactly('keys list', rest, ['the name of a tenant']);
      const there = context.target();
      const rows = await there.keys(tenant);
      if (rows.length === 0) context.progress(`The tenant "${tenant}" has no keys at ${there.name}.`);
      return { said: [{ data: { tenant, keys: rows }, words: rows.map(inWords).join('\n') }], code: 0, isWhole: true };
    }
    case 'revoke': {
      allowOnly('keys revoke', args, TARGET);
      const id = idOf(exactly('keys revoke', rest, ['the id of a key'])[0]);
      const data = await context.target().revokeKey(id);
      return {
        said: [{ data, words: `${id}: revoked; it is refused everywhere within 60 s` }],
        code: 0,
        isWhole: true,
      };
    }
    default:
      throw new Misused(`${['keys', command].join(' ').trimEnd()} is no command: create, list, revoke or rotate.`);
  }
};

export const usage: Command = async (args, { target }) => {
  allowOnly('usage', args, [...TARGET, 'user', 'key', 'days']);
  const [tenant = ''] = exactly('usage', args.positionals.slice(1), ['the name of a tenant']);
  const { user, key: named, days } = args.values;
  const key = named === undefined ? undefined : idOf(named);
  const query = Object.fromEntries(
    Object.entries({ user, key, days }).filter((each): each is [string, string] => each[1] !== undefined),
  );
  const data = await target().usage(tenant, query);
  return { said: [{ data, words: usageInWords(data) }], code: 0, isWhole: true };
};

/** Throws Misused for the key itself, which is not said again: it must get into no URL, and so into no log. */
function idOf(text = ''): string {
  if (!isKey(text)) return text;
  throw new Misused(
    'That is a key, and not its id. Name it by its id, which is no secret: signalbox keys list <tenant>.',
  );
}

/** As the admin API takes them: what is wrong with one, it says. */
async function settingsOf(values: Values, from: string): Promise<object> {
  const { plan, name, user, expires, models, limits, admin } = values;
  if (plan === undefined && admin !== true)
    throw new Misused('A key needs a plan: --plan <name>. One for --admin does not.');
  return {
    ...(plan === undefined ? {} : { plan }),
    ...(name === undefined ? {} : { name }),
    ...(user === undefined ? {} : { user }),
    ...(expires === undefined ? {} : { expiresAt: momentOf(expires) }),
    ...(models === undefined ? {} : { models: models.split(',').map((each) => each.trim()) }),
    ...(limits === undefined ? {} : await limitsOf(resolve(from, limits))),
    ...(admin === true ? { scopes: ['admin'] } : {}),
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90d` from now, or a date, in ISO 8601. */
function momentOf(text: string): string {
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? [];
  if (count === undefined) return text;
  return new Date(Date.now() + Number(count) * (UNIT_MS[unit] ?? 0)).toISOString();
}

/** A file with a list of limits, as a plan has it, or with `limits` and `escalation`. */
async function limitsOf(file: string): Promise<object> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Misused(`${file} cannot be read: ${error instanceof Error ? error.message : error}.`);
  });
  const written: unknown = parseDocument(text).toJS();
  return Array.isArray(written) ? { limits: written } : Object(written);
}

/** The key itself goes to stdout or into a file, once, and nowhere else. */
async function made({ key, ...rest }: KeyRow, { json, out }: Values, { from, progress }: Context): Promise<Done> {
  if (key === undefined) throw new Declined(`The key ${rest['id']} was made, and was not told.`, { code: 3 });
  const about = `${rest['id']}: this is the only time that its key is shown.`;
  if (out === undefined) {
    if (json !== true) progress(about);
    return { said: [{ data: { ...rest, key }, words: key }], code: 0, isWhole: true };
  }
  const file = resolve(from, out);
  try {
    await writeFile(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    progress(`${file} could not be written (${why}). ${about}`);
    return { said: [{ data: { ...rest, key }, words: key }], code: 1, isWhole: true };
  }
  return { said: [{ data: { ...rest, file }, words: `${rest['id']} -> ${file}` }], code: 0, isWhole: true };
}

function inWords(row: KeyRow): string {
  const { id, prefix, plan, user, name, scopes } = row;
  const more = [
    name,
    user === undefined ? undefined : `user ${user}`,
    scopes === undefined ? undefined : String(scopes),
  ];
  const said = more.filter((each) => each !== undefined).join(', ');
  return [id, `${prefix ?? ''}…`, plan, stateOf(row), said].join('\t');
}

/** Whether it is good is the admin API's to say: a key that has expired, or that nobody can read, is no active one. */
function stateOf({ status, expiresAt, revokedAt, fault }: KeyRow): string {
  if (status === 'faulty') return `faulty: ${String(fault).replaceAll(/\s+/g, ' ')}`;
  if (status === 'revoked') return `revoked ${revokedAt ?? ''}`.trimEnd();
  if (status === 'expired') return `expired ${expiresAt}`;
  return expiresAt === undefined ? 'active' : `until ${expiresAt}`;
}

/** Every list as a table, every number by its name: what is there is the admin API's to say. */
function usageInWords(data: object): string {
  return Object.entries(data)
    .flatMap(([name, value]): string[] => {
      if (Array.isArray(value)) return [`${name}:`, ...value.map((row) => `  ${pairs(row)}`)];
      if (typeof value === 'object' && value !== null) return [`${name}: ${pairs(value)}`];
      return value === null ? [] : [`${name}: ${value}`];
    })
    .join('\n');
}

const pairs = (row: object): string =>
  Object.entries(Object(row))
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
