/** X-Road's id of the software token. */
export const SOFTWARE_TOKEN = '0';
