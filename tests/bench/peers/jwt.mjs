// General libraries for JWT, with a prepared key where they take one.

import { createSecretKey } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import jsonwebtoken from 'jsonwebtoken';
import { input, serve } from './peer.mjs';

const key = createSecretKey(Buffer.from(input.key));
const sign = createSigner({ key: Buffer.from(input.key), algorithm: 'HS256', noTimestamp: true });
const jobs = {};
for (const [job, claims] of Object.entries(input.tokens)) {
  jobs[`jsonwebtoken ${job}`] = () => jsonwebtoken.sign(claims, key, { algorithm: 'HS256', noTimestamp: true });
  jobs[`fast-jwt ${job}`] = () => sign(claims);
}
serve(jobs);
