import { Source } from './source.tsx';

export const Component = () => <Source kind="INTERNAL" />;
