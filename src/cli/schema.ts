/**
 * `npm run schema` writes the JSON Schema of a policy document from the schema that validates it, so that an editor
 * completes and explains `policies/*.yaml`, and `src/openapi.ts`, which the Worker serves. A test fails when a file was
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

export const openApiFile = join(root, 'src/openapi.ts');

/**
 * The document as a text and not as an object, which every isolate would build at its start and few ever serve. A line
 * for each operation and each schema.
 */
export function openApiSource(document: object): string {
  const lines = JSON.stringify(document, null, 1).replace(/\n {4,}/g, '');
  const escaped = lines.replace(/[`\\]|\$\{/g, '\\$&');
  return `/** Written by \`npm run schema\`: the OpenAPI document in JSON. */\nexport const OPENAPI = \`${escaped}\`;\n`;
}

if (import.meta.main) {
  writeFileSync(policySchemaFile, JSON.stringify(policyJsonSchema()));
  writeFileSync(openApiFile, openApiSource(openApiDocument()));
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  execFileSync(process.execPath, [biome, 'format', '--write', policySchemaFile, openApiFile], { stdio: 'inherit' });
}
