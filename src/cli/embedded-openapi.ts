/** `src/openapi.bin` outside of the Worker, where it is a module of its own, which Node cannot import. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { buffer, byteOffset, byteLength } = readFileSync(join(import.meta.dirname, '../openapi.bin'));

export default buffer.slice(byteOffset, byteOffset + byteLength);
