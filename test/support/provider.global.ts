/** Starts the mock provider once for all tests, outside of workerd, and tells them where it is: `inject('providerUrl')`. */

import type { TestProject } from 'vitest/node';
import { startMockProvider } from './mock-provider.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `http://127.0.0.1:<port>`; the `baseUrl` of a policy is this and `/v1`. */
    providerUrl: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const provider = await startMockProvider();
  project.provide('providerUrl', provider.url);
  return provider.close;
}
