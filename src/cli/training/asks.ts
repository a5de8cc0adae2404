/** The label files that have another form than a list for each label: asks by domain and action, and lists of words. */

import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';
import type { LabelledSet } from './taxonomy.ts';

const texts = z.array(z.coerce.string());
const asksSchema = z.record(z.string(), z.record(z.string(), texts));
const wordListsSchema = z.record(z.string(), z.string());

/** A request that is about something and asks for something. */
export interface Ask {
  readonly text: string;
  readonly domain: string;
  readonly action: string;
}

export async function readAsks(files: readonly string[]): Promise<readonly Ask[]> {
  const asks: Ask[] = [];
  for (const file of files) {
    for (const [domain, byAction] of Object.entries(asksSchema.parse(parse(await readFile(file, 'utf8'))))) {
      for (const [action, list] of Object.entries(byAction)) {
        for (const text of list) asks.push({ text, domain, action });
      }
    }
  }
  return asks;
}

/** Each word or phrase ("_" joins its words) as a text of its own. */
export async function readWordLists(file: string): Promise<LabelledSet> {
  const lists = wordListsSchema.parse(parse(await readFile(file, 'utf8')));
  const rows = Object.values(lists).flatMap((words, label) =>
    words.split(' ').map((word) => ({ text: word.replaceAll('_', ' '), label })),
  );
  return { labels: Object.keys(lists), rows };
}
