/** What TLS says of certificates, in words that name the file (codes of OpenSSL and of Node's `tls`; alerts: RFC 8446, section 6). */
const ofCode: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'neither ca.pem nor this machine knows who signed its certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'neither ca.pem nor this machine knows who signed its certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'neither ca.pem nor this machine knows who signed its certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'neither ca.pem nor this machine knows who signed its certificate',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a certificate, and none was given (cert.pem, key.pem)',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not trust those who signed cert.pem',
  'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED': 'cert.pem has expired',
  'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE': 'it refuses cert.pem',
};

/** Undefined for what is not about certificates. */
export function tlsRefusal(code: unknown): string | undefined {
  return typeof code === 'string' ? ofCode[code] : undefined;
}
