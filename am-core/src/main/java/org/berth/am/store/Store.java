// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

/**
 * Transactions. What one returns without throwing is on disk when it returns; one that throws has changed nothing. Where disk
 * or file are to blame, it throws a {@link StoreException}.
 *
 * <p>Transactions that write run one after the other and see everything committed before. They must be short and do
 * nothing but SQL.
 */
public interface Store extends AutoCloseable {
    /** Runs a transaction that may write. */
    <T> T write(Transaction<T> transaction);

    /** Runs a transaction that only reads; it sees one state of the store and waits for nobody. */
    <T> T read(Transaction<T> transaction);

    @Override
    void close();

    /**
     * The work inside one transaction.
     *
     * @param <T> the result
     */
    @FunctionalInterface
    interface Transaction<T> {
        /** Uses the tables; must not keep them. */
        T run(Tables tables);
    }
}
