package app

// MaxConnections is the cap that the tests reach.
const MaxConnections = maxConnections
