/** The labelled rows that are measured on, read from files of one JSON object a line and checked. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';

/** A folder, file or row that is not there or not as it must be. The message says which, and is for people. */
export class UnreadableRows extends Error {
  override readonly name = 'UnreadableRows';
}

export function readRows<Row>(folder: string, file: string, schema: z.ZodType<Row>): Row[] {
  const path = join(folder, file);
  if (!existsSync(path)) throw new UnreadableRows(`${path} is missing.`);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line, at) => parsed(line, schema, `${path}, line ${at + 1}`));
}

/** Every `*.json` file of the folder, in order of their names; none where there is no such folder. */
export function readDocuments<Document>(folder: string, schema: z.ZodType<Document>): Document[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => {
    const path = join(folder, name);
    return parsed(readFileSync(path, 'utf8'), schema, path);
  });
}

function parsed<Row>(text: string, schema: z.ZodType<Row>, where: string): Row {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UnreadableRows(`${where} is no JSON: ${error instanceof Error ? error.message : error}.`, {
      cause: error,
    });
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UnreadableRows(`${where}: ${issue?.path.join('.')}: ${issue?.message}.`, { cause: read.error });
}

/** Throws UnreadableRows that names the folder, or every one of the files that it lacks. */
export function demandFiles(folder: string, files: readonly string[]): void {
  if (!existsSync(folder)) throw new UnreadableRows(`The folder ${folder} is missing.`);
  const missing = files.filter((file) => !existsSync(join(folder, file)));
  if (missing.length > 0) throw new UnreadableRows(`The folder ${folder} lacks ${missing.join(', ')}.`);
}
