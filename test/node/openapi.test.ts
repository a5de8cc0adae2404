import { readFileSync } from 'node:fs';
import { validate } from '@readme/openapi-parser';
import { describe, expect, it } from 'vitest';
import { app } from '../../src/app.ts';
import { OPERATIONS, openApiDocument } from '../../src/cli/openapi/document.ts';
import { CODES } from '../../src/cli/openapi/errors.ts';
import { openApiFile } from '../../src/cli/schema.ts';
import { openAiRefusal, Refusal, type Why } from '../../src/error.ts';

const document = JSON.parse(readFileSync(openApiFile, 'utf8'));

/** What CONTRACT §7 lists. */
const CONTRACT_CODES = [
  ...[400, 'invalid_request', 401, 'invalid_api_key', 403, 'not_allowed', 404, 'not_found', 409, 'conflict'],
  ...[413, 'too_large', 422, 'invalid_policy', 422, 'no_model_fits', 429, 'limit_reached', 502, 'provider_failed'],
  ...[503, 'unavailable', 504, 'provider_timeout'],
];

const isCode = (code: string): code is Why['code'] => code in CODES;

describe('openapi.json', () => {
  it('is what its schemas make of it: run `npm run schema` after a change', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    const result = await validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
    const broken = structuredClone(document);
    broken.paths['/healthz'].get.responses['200'].description = 7;
    expect(await validate(broken)).toMatchObject({ valid: false });
  });

  it('describes every path of app.ts and no other', () => {
    const served = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
    const described = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(described.toSorted()).toEqual(served.toSorted());
    const written = Object.entries(Object(document.paths)).flatMap(([path, methods]) =>
      Object.keys(Object(methods)).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(written.toSorted()).toEqual(described.toSorted());
  });

  it('knows every code of the contract under the status that an answer with it has', () => {
    expect(Object.entries(CODES).flatMap(([code, [status]]) => [status, code])).toEqual(CONTRACT_CODES);
    for (const code of Object.keys(CODES).filter(isCode)) {
      // A refusal that holds whatever any of them needs.
      const more = { message: '', param: null, problems: [], limit: 'l', retryAfterSeconds: 1 };
      const { status } = openAiRefusal(new Refusal({ code, ...more }));
      expect([code, status]).toEqual([code, CODES[code][0]]);
      expect(document.components.schemas.Error.properties.error.properties.code.enum).toContain(code);
      expect(document.components.responses[`E${status}`].description).toContain(`\`${code}\``);
    }
  });

  it('refers to nothing that is not there, and leaves nothing lying about', () => {
    const text = JSON.stringify(document);
    const used = new Set(
      [...text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)].map(([, kind, name]) => `${kind}/${name}`),
    );
    const there = ['parameters', 'headers', 'schemas'].flatMap((kind) =>
      Object.keys(document.components[kind]).map((name) => `${kind}/${name}`),
    );
    expect(there.filter((name) => !used.has(name))).toEqual([]);
    for (const [kind = '', name = ''] of [...used].map((each) => each.split('/'))) {
      expect([kind, name, document.components[kind]?.[name] !== undefined]).toEqual([kind, name, true]);
    }
  });
});
