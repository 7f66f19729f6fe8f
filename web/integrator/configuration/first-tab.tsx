import { Navigate } from 'react-router';

export const Component = () => <Navigate to="/config/preview" replace />;
