/**
 * The transactional store: connections, migrations, transactions and the SQL of every table.
 *
 * <p>Rows in, rows out. No rule about slices or leases and no code of the AM API lives here, and no SQL lives anywhere else.
 */
@NullMarked
package org.berth.am.store;

import org.jspecify.annotations.NullMarked;
