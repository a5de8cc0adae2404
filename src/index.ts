/** The Worker and its Durable Objects, as wrangler.toml names them. */

import { app } from './app.ts';

export { Learner } from './learn/learner.ts';
export { Account } from './quota/account.ts';
export { Tenant } from './quota/tenant.ts';
export default app;
