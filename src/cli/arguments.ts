/** The command line of `npx signalbox`, read once: options that no command knows are refused, not passed over. */

import { parseArgs } from 'node:util';
import { Misused } from './outcome.ts';

const OPTIONS = {
  json: { type: 'boolean' },
  strict: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  url: { type: 'string' },
  kv: { type: 'string' },
  force: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  out: { type: 'string', short: 'o' },
  version: { type: 'string' },
  'if-version': { type: 'string' },
  tenant: { type: 'string' },
  plan: { type: 'string' },
  name: { type: 'string' },
  user: { type: 'string' },
  expires: { type: 'string' },
  models: { type: 'string' },
  limits: { type: 'string' },
  admin: { type: 'boolean' },
  overlap: { type: 'string' },
  key: { type: 'string' },
  days: { type: 'string' },
  log: { type: 'string' },
  policy: { type: 'string' },
  beliefs: { type: 'string' },
} as const;

type Name = keyof typeof OPTIONS;

/** What every command takes. */
const COMMON: readonly Name[] = ['json', 'help'];

/** Where a running service or its KV is. */
export const TARGET: readonly Name[] = ['url', 'kv'];

export type Values = { readonly [N in Name]?: (typeof OPTIONS)[N]['type'] extends 'boolean' ? boolean : string };

export interface Arguments {
  readonly positionals: readonly string[];
  readonly values: Values;
}

/** Throws Misused for an option that is none. */
export function readArguments(args: readonly string[]): Arguments {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Throws Misused for an option that another command knows and this one does not: it would do nothing. */
export function allowOnly(command: string, { values }: Arguments, allowed: readonly Name[]): void {
  const known = new Set<string>([...COMMON, ...allowed]);
  const unknown = Object.keys(values).find((name) => !known.has(name));
  if (unknown !== undefined) throw new Misused(`The command "${command}" takes no option --${unknown}.`);
}

/** The positionals of a command by name, all of them needed. Throws Misused. */
export function exactly(command: string, given: readonly string[], names: readonly string[]): string[] {
  const missing = names[given.length];
  if (missing !== undefined) throw new Misused(`The command "${command}" needs ${missing}.`);
  if (given.length > names.length) {
    throw new Misused(`The command "${command}" does not know what ${JSON.stringify(given[names.length])} is for.`);
  }
  return [...given];
}

/** Throws Misused for what is no whole number from 1. */
export function wholeNumber(text: string, what: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Misused(`${what} is a whole number from 1, and ${JSON.stringify(text)} is none.`);
}
