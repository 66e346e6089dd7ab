// Libraries that verify signed webhooks and parse them: the same body, signed as each of them has it.

import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { Webhook as Standard } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import { input, serve } from './peer.mjs';

const secret = Buffer.from(input.key).toString('base64');
const at = Math.floor(Date.now() / 1000);
const standard = new Standard(secret);
const svix = new Svix(secret);
const stripe = new Stripe('sk_test_bench');

const jobs = {};
for (const job of ['webhook_daily', 'webhook_whereby']) {
  const { body } = input.webhooks[job];
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': `${at}`, 'webhook-signature': standard.sign('msg_1', new Date(at * 1000), body) };
  const svixHeaders = { 'svix-id': 'msg_1', 'svix-timestamp': `${at}`, 'svix-signature': svix.sign('msg_1', new Date(at * 1000), body) };
  const mac = createHmac('sha256', input.key).update(`${at}.${body}`).digest('hex');
  // A day is enough for a run that is long in coming.
  jobs[`standardwebhooks ${job}`] = () => standard.verify(body, headers).id;
  jobs[`svix ${job}`] = () => svix.verify(body, svixHeaders).id;
  jobs[`stripe ${job}`] = () => stripe.webhooks.constructEvent(body, `t=${at},v1=${mac}`, input.key, 86_400).id;
}
serve(jobs);
