/** The texts that the classifier learns from: `src/classify/taxonomy/*.yaml`, one file a domain, and `actions.yaml`. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

/** YAML reads a bare 110 as a number; it was meant as a text. */
const texts = z.array(z.coerce.string());

const domainSchema = z.object({
  domain: z.string(),
  about: texts,
  about_zh: texts,
  described: texts,
  topics: z.record(
    z.string(),
    z.object({ described: texts, says: texts, asks: texts, says_zh: texts, asks_zh: texts }),
  ),
  languages: z.record(z.string(), texts),
});

const actionsSchema = z.object({ actions: z.record(z.string(), z.record(z.string(), texts)) });

/** A text and the place of its label in the list of labels. */
export interface Labelled {
  readonly text: string;
  readonly label: number;
}

export interface LabelledSet {
  readonly labels: readonly string[];
  readonly rows: readonly Labelled[];
}

/** The topics of every domain, as `<domain>/<topic>`, with all that was written for them. Files in order of their names. */
export async function readTopics(folder: string): Promise<LabelledSet> {
  const labels: string[] = [];
  const rows: Labelled[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()) {
    if (file === 'actions.yaml') continue;
    const { domain, topics } = domainSchema.parse(parse(await readFile(join(folder, file), 'utf8')));
    for (const [topic, written] of Object.entries(topics)) {
      const label = labels.push(`${domain}/${topic}`) - 1;
      for (const text of Object.values(written).flat()) rows.push({ text, label });
    }
  }
  return { labels, rows };
}

/** The domains, from everything in their files: what belongs to no single topic speaks for the domain alone. */
export async function readDomains(folder: string): Promise<LabelledSet> {
  const labels: string[] = [];
  const rows: Labelled[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()) {
    if (file === 'actions.yaml') continue;
    const { domain, about, about_zh, described, topics, languages } = domainSchema.parse(
      parse(await readFile(join(folder, file), 'utf8')),
    );
    const label = labels.push(domain) - 1;
    const written = [
      about,
      about_zh,
      described,
      ...Object.values(languages),
      ...Object.values(topics).flatMap(Object.values),
    ];
    for (const text of written.flat()) rows.push({ text, label });
  }
  return { labels, rows };
}

export async function readActions(folder: string): Promise<LabelledSet> {
  const { actions } = actionsSchema.parse(parse(await readFile(join(folder, 'actions.yaml'), 'utf8')));
  const labels = Object.keys(actions);
  const rows = Object.values(actions).flatMap((lists, label) =>
    Object.values(lists)
      .flat()
      .map((text) => ({ text, label })),
  );
  return { labels, rows };
}

/** A file of labelled prompts: each top-level key that holds a list is a label. */
export const readLabels = (file: string): Promise<LabelledSet> => readLabelFiles([file]);

/** Several such files as one set; with `within`, of each the lists under that key. Labels as they first come. */
export async function readLabelFiles(files: readonly string[], within?: string): Promise<LabelledSet> {
  const lists = z.record(z.string(), z.unknown());
  const labels: string[] = [];
  const rows: Labelled[] = [];
  for (const file of files) {
    const document = lists.parse(parse(await readFile(file, 'utf8')));
    for (const [name, list] of Object.entries(within === undefined ? document : lists.parse(document[within]))) {
      const read = texts.safeParse(list);
      if (!read.success) continue;
      const label = labels.includes(name) ? labels.indexOf(name) : labels.push(name) - 1;
      for (const text of read.data) rows.push({ text, label });
    }
  }
  return { labels, rows };
}
