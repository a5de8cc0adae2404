/**
 * `npm run schema` writes the JSON Schema of a policy document from the schema that validates it, so that an editor
 * completes and explains `policies/*.yaml`, and `src/openapi.bin`, which the Worker serves. A test fails when a file was
 * not written again after a change.
 */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { policySchema } from '../tenant/schema.ts';
import { openApiDocument } from './openapi/document.ts';

const root = join(import.meta.dirname, '../..');

export const policySchemaFile = join(root, 'src/tenant/policy.schema.json');

/** The document as it is written, before defaults are filled in. Draft 7 is what YAML editors know best. */
export const policyJsonSchema = () => z.toJSONSchema(policySchema(), { io: 'input', target: 'draft-07' });

export const openApiFile = join(root, 'src/openapi.bin');

/**
 * The document as the bytes that are served, a module beside the script, which every isolate reads at its start: few ever
 * serve it. A line for each operation and each schema.
 */
export const openApiText = (document: object): string => JSON.stringify(document, null, 1).replace(/\n {4,}/g, '');

if (import.meta.main) {
  writeFileSync(policySchemaFile, JSON.stringify(policyJsonSchema()));
  writeFileSync(openApiFile, openApiText(openApiDocument()));
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  execFileSync(process.execPath, [biome, 'format', '--write', policySchemaFile], { stdio: 'inherit' });
}
