#!/usr/bin/env node
/**
 * `npx signalbox`, and `npm run policy`: policies, keys and usage from the command line. Exit codes: `outcome.ts`.
 */

import { join } from 'node:path';
import { type Arguments, readArguments } from './arguments.ts';
import { beliefs, forget } from './belief-commands.ts';
import type { Command, Context, Done } from './command.ts';
import { keys, usage } from './key-commands.ts';
import { Declined, Misused, type Ran } from './outcome.ts';
import { lint, test } from './policy-check.ts';
import { diff, pull, push, rollback, versions } from './policy-commands.ts';
import { replay } from './replay/replay.ts';
import { chooseTarget } from './target/choose.ts';

const USAGE = `Usage: npx signalbox <command> [arguments] [options]        (npm run policy <command> … [-- options])

  lint [files…]                what is wrong with a policy: faults, routes that overlap, match everything or are never reached
  test [files…]                runs the tests of a policy: which route and effort each request gets, against what it expects
  diff [files…]                what a push would change: lines, limits that tighten, routes that vanish, keys that lose models
  push [files…]                puts policies in force; --dry-run, --force (failing tests and all), --if-version <n>
  pull <tenant>                the policy that was put last, or --version <n>; to stdout or --out <file>
  versions <tenant>            every version, who made it, and which is in force
  rollback <tenant> <version>  puts the content of an earlier version in force, as a new one; --dry-run
  keys create <tenant> --plan <plan>   --name, --user, --expires <90d or a date>, --models <a,b>, --limits <file>, --out <file>
  keys create <tenant> --admin         one that rules the tenant and calls no model; --name, --expires, --out <file>
  keys list <tenant> · keys revoke <id> · keys rotate <id> [--overlap <24h>] [--out <file>]
  usage <tenant>               --user, --key, --days
  replay --log <file> --policy <file>  logged decisions again: which change, and what cost, latency and quality would be;
                               --beliefs <file>
  beliefs <tenant>             what was learned: what decides, what the newest would have earned, what each model is worth
  beliefs rollback <tenant> [version]  earlier beliefs decide again: those before, or of a version; 0 is none
  forget <tenant> <user>       deletes what is kept of a user, in logs and in what was learned, and says what remains

Files are YAML or JSON, folders stand for the policies in them; without any, policies/ is read.

  --url <url>          a running Signalbox (or SIGNALBOX_URL; default http://127.0.0.1:8787). Its admin token is read
                       from SIGNALBOX_ADMIN_TOKEN alone
  --kv local|remote    straight into its KV in place of that, through wrangler
  --json               data on stdout; what is said beside it stays on stderr
  --strict             warnings count as well (lint, test)
  --help               this text

Exit code: 0 done, or nothing found · 1 found, different or refused · 2 called wrongly · 3 not reached, or not allowed.
`;

const COMMANDS: Readonly<Record<string, Command>> = {
  ...{ lint, test, diff, push, pull, versions, rollback },
  ...{ keys, usage, replay, beliefs, forget },
};

interface Surroundings {
  /** The folder that files are named from, and that of the project. */
  readonly from: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** Says a line at once, to stderr. */
  readonly progress: (line: string) => void;
}

/** `args` without node and script. */
export async function signalbox(args: readonly string[], surroundings: Surroundings): Promise<Ran> {
  // What goes wrong before the options are read can still be told as data.
  const isJson = args.includes('--json');
  try {
    const read = readArguments(args);
    if (read.values.help === true) return { code: 0, stdout: USAGE, stderr: '' };
    return told(await commandOf(read)(read, contextOf(read, surroundings)), isJson);
  } catch (error) {
    if (error instanceof Misused) return failed(2, error.message, { message: error.message }, isJson, USAGE);
    if (!(error instanceof Declined)) throw error;
    return failed(error.code, error.message, { message: error.message, ...error.detail }, isJson);
  }
}

function commandOf({ positionals: [name] }: Arguments): Command {
  if (name === undefined) throw new Misused('A command is missing.');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Misused(`There is no command "${name}".`);
  return command;
}

function contextOf({ values }: Arguments, surroundings: Surroundings): Context {
  const { from, root, progress } = surroundings;
  return { from, root, progress, target: () => chooseTarget(values, surroundings) };
}

function told({ said, code, isWhole }: Done, isJson: boolean): Ran {
  const data = isWhole === true ? said[0]?.data : said.map((each) => each.data);
  const words = said.map(({ words: said }) => (said === '' || said.endsWith('\n') ? said : `${said}\n`)).join('');
  return { code, stdout: isJson ? `${JSON.stringify(data ?? [], null, 2)}\n` : words, stderr: '' };
}

function failed(code: 1 | 2 | 3, message: string, error: object, isJson: boolean, usage = ''): Ran {
  const stdout = isJson ? `${JSON.stringify({ error }, null, 2)}\n` : '';
  return { code, stdout, stderr: `${message}\n${usage === '' ? '' : `\n${usage}`}` };
}

if (import.meta.main) {
  // npm runs a script in the project's folder, and hands over the one that it was called in.
  const called = process.env['npm_lifecycle_event'] === undefined ? undefined : process.env['INIT_CWD'];
  const { code, stdout, stderr } = await signalbox(process.argv.slice(2), {
    from: called ?? process.cwd(),
    root: join(import.meta.dirname, '../..'),
    env: process.env,
    fetch,
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = code;
}
