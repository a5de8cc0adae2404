import { describe, expect, it } from 'vitest';
import type { Prompt, Source, Tool } from '../../../src/wire/prompt.ts';
import { callOf, GEMINI_2, GEMINI_25, generationOf, lacksOf } from './calling.ts';

const PARAMETERS = { type: 'object', properties: { city: { type: 'string', minLength: 2 } }, required: ['city'] };
const tool = (more: Partial<Tool> = {}): Tool => ({
  ...{ name: 'weather', description: 'Looks out', parameters: PARAMETERS, strict: null, ...more },
});
const SAMPLING: Prompt['sampling'] = {
  ...{ temperature: 0.5, topP: 0.9, topK: 40, frequencyPenalty: 0.1, presencePenalty: 0.2, seed: 7 },
  stop: ['END'],
};

describe('a request to Gemini', () => {
  it('says how to sample', async () => {
    const { config, dropped } = await generationOf({ sampling: SAMPLING });
    expect(config).toEqual({
      ...{ temperature: 0.5, topP: 0.9, topK: 40, frequencyPenalty: 0.1, presencePenalty: 0.2, seed: 7 },
      stopSequences: ['END'],
    });
    expect(dropped).toEqual([]);
  });

  it('leaves out penalties, which Gemini 2.5 refuses, and a seed that is no int32, and says so', async () => {
    const { config, dropped } = await generationOf({ sampling: { ...SAMPLING, seed: 2 ** 31 } }, GEMINI_25);
    expect(config).toEqual({ temperature: 0.5, topP: 0.9, topK: 40, stopSequences: ['END'] });
    expect(dropped).toEqual(['frequency_penalty', 'presence_penalty', 'seed']);
  });

  it('puts instructions where the model has a place for them, and else before the first words', async () => {
    const instructions = [{ kind: 'text' as const, text: 'Be brief.' }];
    const user = { role: 'user', parts: [{ text: 'Hi' }] };
    expect((await callOf({ prompt: { instructions } })).json).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [user],
    });
    expect((await callOf({ prompt: { instructions } }, { id: 'gemma-3-4b-it' })).json).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Be brief.' }, { text: 'Hi' }] }],
    });
    expect((await callOf({ prompt: { instructions, messages: [] } })).json).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Be brief.' }] }],
    });
  });

  it('declares tools with the schema that Gemini understands, and says what of it is gone', async () => {
    const { json, dropped } = await callOf({ prompt: { tools: [tool()] } });
    expect(json['tools']).toEqual([
      {
        functionDeclarations: [
          {
            name: 'weather',
            description: 'Looks out',
            parametersJsonSchema: {
              ...PARAMETERS,
              properties: { city: { type: 'string', description: '(at least 2 characters)' } },
            },
          },
        ],
      },
    ]);
    expect(json).not.toHaveProperty('toolConfig');
    expect(dropped).toEqual(['tools.parameters.minLength']);
  });

  it.each([
    [{ type: 'object', properties: {} }],
    [{ type: 'object', properties: {}, additionalProperties: false, $schema: 'x' }],
    [{}],
  ])('declares a tool without parameters by leaving them out: %j', async (parameters) => {
    const { json } = await callOf({ prompt: { tools: [tool({ parameters, description: null })] } });
    expect(json['tools']).toEqual([{ functionDeclarations: [{ name: 'weather' }] }]);
  });

  it('keeps parameters that are free', async () => {
    const parameters = { type: 'object', properties: {}, additionalProperties: true };
    const { json } = await callOf({ prompt: { tools: [tool({ parameters, description: null })] } });
    expect(json['tools']).toEqual([{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: parameters }] }]);
  });

  it.each([
    [{ kind: 'auto' }, null, { mode: 'AUTO' }],
    [{ kind: 'none' }, null, { mode: 'NONE' }],
    [{ kind: 'required' }, null, { mode: 'ANY' }],
    [{ kind: 'tool', name: 'weather' }, null, { mode: 'ANY', allowedFunctionNames: ['weather'] }],
    [null, true, { mode: 'VALIDATED' }],
    [{ kind: 'auto' }, true, { mode: 'VALIDATED' }],
    [{ kind: 'required' }, true, { mode: 'ANY' }],
  ] as const)('says of tools %j, strict %j: %j', async (toolChoice, strict, config) => {
    const { json } = await callOf({ prompt: { tools: [tool({ strict })], toolChoice } });
    expect(json['toolConfig']).toEqual({ functionCallingConfig: config });
  });

  it('has no word for one call at a time, and says so', async () => {
    expect((await callOf({ prompt: { tools: [tool()], parallelCalls: false } })).dropped).toContain(
      'parallel_tool_calls',
    );
    expect((await callOf({ prompt: { parallelCalls: false } })).dropped).toEqual([]);
  });

  it('asks for JSON, and for such as a schema describes', async () => {
    expect((await generationOf({ format: { kind: 'json' } })).config).toEqual({ responseMimeType: 'application/json' });
    const schema = { type: 'object', properties: { n: { const: 1, default: 1 } }, additionalProperties: false };
    const { config, dropped } = await generationOf({
      format: { kind: 'schema', name: 'n', description: null, schema, strict: true },
    });
    expect(config).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: {
        type: 'object',
        properties: { n: { type: 'integer', enum: [1], description: '(default: 1)' } },
        additionalProperties: false,
      },
    });
    expect(dropped).toEqual(['response_format.schema.default']);
  });

  it('names what the wire could not say, and what Gemini does not hear', async () => {
    const content = [
      {
        kind: 'image' as const,
        source: { kind: 'base64' as const, mediaType: 'image/png', data: 'AA' },
        detail: 'low',
      },
      {
        kind: 'file' as const,
        source: { kind: 'base64' as const, mediaType: 'application/pdf', data: 'AA' },
        name: 'a.pdf',
      },
    ];
    const { dropped } = await callOf({
      prompt: { unsaid: ['logit_bias'], messages: [{ role: 'user', content, name: null }] },
    });
    expect(dropped).toEqual(['logit_bias', 'messages.image_url.detail', 'messages.file.filename']);
  });
});

describe('Gemini lacks', () => {
  const format = { kind: 'json' as const };
  const image = (source: Source): Partial<Prompt> => ({
    messages: [{ role: 'user', content: [{ kind: 'image', source, detail: null }], name: null }],
  });
  const WEB: Source = { kind: 'url', url: 'https://example.com/a.png' };
  it.each([
    [{ tools: [tool()], format }, GEMINI_25, ['JSON output beside tools']],
    [{ tools: [tool()], format }, 'gemini-3-flash', []],
    [
      { sampling: { ...SAMPLING, stop: ['1', '2', '3', '4', '5', '6'] } },
      'gemini-3-flash',
      ['more than 5 stop sequences'],
    ],
    [image(WEB), GEMINI_2, ['an image or file by its URL']],
    [image(WEB), GEMINI_25, []],
    [image({ kind: 'url', url: 'https://generativelanguage.googleapis.com/v1beta/files/a' }), GEMINI_2, []],
    [image({ kind: 'id', id: 'file-1', issuer: 'openai' }), GEMINI_25, ['a file that another provider keeps']],
    [image({ kind: 'id', id: 'files/a', issuer: 'google' }), GEMINI_25, []],
  ])('of %j for %s: %j', (prompt, id, lacks) => expect(lacksOf(prompt, id)).toEqual(lacks));
});
