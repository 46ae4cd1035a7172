/**
 * The transactional store: connections, migrations, transactions and the SQL of every table.
 *
 * <p>Rows in, rows out. No rule about slices or leases lives here, and no SQL lives anywhere else.
 */
@NullMarked
package org.berth.am.store;

import org.jspecify.annotations.NullMarked;
