import { reasonOf } from '../error.ts';

interface SocketFault {
  readonly code?: unknown;
  readonly errors?: unknown;
  readonly cause?: unknown;
}

const partsOf = (error: unknown): SocketFault => (typeof error === 'object' && error !== null ? error : {});

const codeOf = (error: unknown): string => {
  const { code } = partsOf(error);
  return typeof code === 'string' ? code : '';
};

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ENOTFOUND: 'that name is not known',
  EAI_AGAIN: 'that name could not be looked up',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody we trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody we trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody we trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody we trust',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name or address',
  EPROTO: 'it does not speak TLS, or another version of it',
};

const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'start etcd there, and let it listen on that address: ETCD_LISTEN_CLIENT_URLS',
  CERT_HAS_EXPIRED: 'renew the certificate of etcd',
  ERR_TLS_CERT_ALTNAME_INVALID: 'name the endpoint as the certificate does, or make one with that name or address',
  EPROTO: 'write http:// where etcd has no TLS',
};

/** Alerts by which the other end refuses us. */
const refusesUs = /alert (bad certificate|certificate required|unknown ca|certificate expired)/i;
const trust = 'name the certificate of who signed it: "failover witness etcd ca"';

/** Why a connection came to nothing, without the words of a library where they say less. */
export const sentenceOf = (error: unknown): string => {
  const text = reasonOf(error);
  if (refusesUs.test(text)) return `it does not take our certificate (${refusesUs.exec(text)?.[1] ?? ''})`;
  return sentences[codeOf(cause(error))] ?? text;
};

export const remedyOf = (error: unknown): string | undefined => {
  if (refusesUs.test(reasonOf(error)))
    return 'name a certificate that etcd trusts: "failover witness etcd certificate" and "… key"';
  const code = codeOf(cause(error));
  return remedies[code] ?? (sentences[code]?.includes('we trust') === true ? trust : undefined);
};

/** The error of the socket, where that is wrapped; of several addresses of one name the first. */
const cause = (error: unknown): unknown => {
  const { errors, cause: inner } = partsOf(error);
  if (Array.isArray(errors)) return errors[0];
  return codeOf(error) === '' && inner !== undefined ? inner : error;
};
