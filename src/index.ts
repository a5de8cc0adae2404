/** The Worker and its Durable Objects, as wrangler.toml names them. */

import { app } from './app.ts';

export { Account } from './quota/account.ts';
export default app;
