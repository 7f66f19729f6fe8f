/** The X-Road release whose protocols we speak, as `x-proxy-version` tells peers. */
export const PROXY_VERSION = '7.8.1';
