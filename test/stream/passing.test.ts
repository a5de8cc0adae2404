import { expect, it } from 'vitest';
import { Passing } from '../../src/stream/passing.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('refuses a stream that is made of chunks of JavaScript', () => {
  const made = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(bytes('x')) });
  expect(() => new Passing(made, new IdentityTransformStream().writable)).toThrow(TypeError);
});
