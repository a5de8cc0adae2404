/**
 * `npm run schema` writes the JSON Schema of a policy document from the schema that validates it, so that an editor
 * completes and explains `policies/*.yaml`, and `src/openapi.json`, which the Worker serves. A test fails when a file was
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
export const policyJsonSchema = () => z.toJSONSchema(policySchema, { io: 'input', target: 'draft-07' });

export const openApiFile = join(root, 'src/openapi.json');

if (import.meta.main) {
  writeFileSync(policySchemaFile, JSON.stringify(policyJsonSchema()));
  writeFileSync(openApiFile, JSON.stringify(openApiDocument()));
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  execFileSync(process.execPath, [biome, 'format', '--write', policySchemaFile, openApiFile], { stdio: 'inherit' });
}
