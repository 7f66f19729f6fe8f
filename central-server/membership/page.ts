export { findPage, type Page, type PageRequest, type SortColumns } from '#administration/page.ts';
