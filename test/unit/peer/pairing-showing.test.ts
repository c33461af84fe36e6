import { beforeEach, describe, expect, test } from '@jest/globals';
import { pairingSecretsOf, type PairingSecrets } from '../../../src/peer/pairing-code.ts';
import { newNonce, proofsEqual, showingProof, typingProof } from '../../../src/peer/pairing-proof.ts';
import type { PairingAnswer, PairingOffer } from '../../../src/peer/pairing-protocol.ts';
import { Showing, type Agreed } from '../../../src/peer/pairing-showing.ts';
import { cardOf, keyOf } from '../../support/server-cards.ts';

const opening = {
  peer: 'pairing',
  purpose: 'pairing',
  code: 'n1',
  from: '10.0.0.2',
  at: { address: '10.0.0.1', port: 22 },
} as const;
const core1 = cardOf('core1');
const offer: PairingOffer = { nonce: newNonce(), hostKeySeen: core1.hostKey, card: cardOf('core2') };
const plan = { primary: 'showing', clockDifferenceMs: 5 } as const;

describe('a code on the server that shows it', () => {
  let secrets: PairingSecrets;
  let other: PairingSecrets;
  let events: string[];
  let committed: Agreed[];
  let showing: Showing;
  beforeEach(async () => {
    [secrets, other] = (await Promise.all(['1', '2'].map(pairingSecretsOf))) as [PairingSecrets, PairingSecrets];
    events = [];
    committed = [];
    showing = new Showing(secrets, {
      cardFor: () => Promise.resolve(core1),
      prepare: () => Promise.resolve(void events.push('prepare')),
      commit: (agreed) => {
        events.push('commit');
        committed.push(agreed);
        return Promise.resolve(['saved']);
      },
      spent: (why) => void events.push(`spent: ${why}`),
    });
    showing.admit(opening);
  });
  const wish = (answer: PairingAnswer, by = secrets, of = offer) => ({
    ...plan,
    proof: typingProof(by.typing, of, answer, plan),
  });

  test('proves itself, takes the proof of the other one, and does nothing before it is confirmed', async () => {
    const answer = await showing.offer(offer);
    expect(proofsEqual(answer.proof, showingProof(secrets.showing, offer, answer))).toBe(true);
    expect(await showing.prepare(wish(answer))).toEqual([]);
    expect(events).toEqual(['prepare']);
    expect(await showing.confirm()).toEqual(['saved']);
    expect(events).toEqual(['prepare', 'commit', 'spent: used']);
    expect(committed).toMatchObject([{ from: '10.0.0.2', primary: 'showing', typing: { hostname: 'core2' } }]);
  });

  test('somebody in between, whose key the other one sees, is found out', async () => {
    const relayed = showing.offer({ ...offer, hostKeySeen: keyOf('M') });
    await expect(relayed).rejects.toThrow("The SSH server that core2 reached shows another key than this server's");
    expect(events).toEqual([]);
  });

  test('whoever changes a word on the way is found out by both', async () => {
    const changed = { ...offer, card: { ...offer.card, key: keyOf('M') } };
    const answer = await showing.offer(changed);
    expect(proofsEqual(answer.proof, showingProof(secrets.showing, offer, answer))).toBe(false);
    await expect(showing.prepare(wish(answer, secrets, offer))).rejects.toThrow('The proof of the code is wrong');
  });

  test('nobody proves it without the code, and the showing one is own proof is of no use', async () => {
    const answer = await showing.offer(offer);
    await expect(showing.prepare(wish(answer, other))).rejects.toThrow('The proof of the code is wrong');
    await expect(showing.prepare({ ...plan, proof: answer.proof })).rejects.toThrow('The proof of the code is wrong');
    const otherPlan = { ...wish(answer), primary: 'typing' } as const;
    await expect(showing.prepare(otherPlan)).rejects.toThrow('The proof of the code is wrong');
    await expect(showing.confirm()).rejects.toThrow('That does not come at this point of a pairing');
    expect(events).toEqual([]);
  });

  test('five failed proofs end the code', async () => {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      showing.admit(opening);
      const answer = await showing.offer(offer);
      await expect(showing.prepare(wish(answer, other))).rejects.toThrow();
    }
    expect(events).toEqual(['spent: failed proofs']);
  });

  test('what was said on an earlier connection is of no use on another', async () => {
    const answer = await showing.offer(offer);
    await showing.prepare(wish(answer));
    showing.admit(opening);
    await expect(showing.confirm()).rejects.toThrow('That does not come at this point');
    await expect(showing.prepare(wish(answer))).rejects.toThrow('That does not come at this point');
    const again = await showing.offer(offer);
    await expect(showing.prepare(wish(answer))).rejects.toThrow('The proof of the code is wrong');
    expect(again.nonce).not.toBe(answer.nonce);
  });

  test('a code is for one use: while that is being done nobody else comes in, and none does it a second time', async () => {
    const done = Promise.withResolvers<readonly string[]>();
    const used = new Showing(secrets, {
      cardFor: () => Promise.resolve(core1),
      prepare: () => Promise.resolve(),
      commit: () => done.promise,
      spent: (why) => void events.push(`spent: ${why}`),
    });
    used.admit(opening);
    await used.prepare(wish(await used.offer(offer)));
    const confirmed = used.confirm();
    expect(used.isCommitting).toBe(true);
    expect(() => used.admit({ ...opening, from: '10.0.0.3' })).toThrow('Another server is being paired with this code');
    done.resolve(['saved']);
    expect(await confirmed).toEqual(['saved']);
    expect(used.isCommitting).toBe(false);
    expect(events).toEqual(['spent: used']);
  });

  test('what could not be done may be tried again', async () => {
    const refusing = new Showing(secrets, {
      cardFor: () => Promise.resolve(core1),
      prepare: () => Promise.resolve(),
      commit: () => Promise.reject(new Error('no')),
      spent: (why) => void events.push(`spent: ${why}`),
    });
    refusing.admit(opening);
    await refusing.prepare(wish(await refusing.offer(offer)));
    await expect(refusing.confirm()).rejects.toThrow('no');
    refusing.admit(opening);
    expect(refusing.isCommitting).toBe(false);
    expect(events).toEqual([]);
  });

  test('everything out of turn is refused', async () => {
    await expect(showing.confirm()).rejects.toThrow('That does not come at this point');
    const answer = await showing.offer(offer);
    await expect(showing.offer(offer)).rejects.toThrow('That does not come at this point');
    await showing.prepare(wish(answer));
    await expect(showing.prepare(wish(answer))).rejects.toThrow('That does not come at this point');
    await showing.confirm();
    await expect(showing.confirm()).rejects.toThrow('That does not come at this point');
  });

  test('what speaks against the pair is refused with all of it, and nothing is prepared', async () => {
    const bad = { ...offer, card: cardOf('core2', { release: '9.9.9', peer: 'core9' }) };
    const answer = await showing.offer(bad);
    await expect(showing.prepare(wish(answer, secrets, bad))).rejects.toThrow(
      'core1 runs release 0.1.0, core2 9.9.9; core2 is in a pair with core9',
    );
    expect(events).toEqual([]);
  });
});
