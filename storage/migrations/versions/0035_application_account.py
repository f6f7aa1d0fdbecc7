"""What an import of customers does to tables that the application's account does not own.

Owns this step only; it must not know anything of later ones.
"""

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Create the function with its owner's rights: only an owner tidies an index and counts a table's rows."""
    op.execute(
        """
        CREATE FUNCTION settle_customers() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path FROM CURRENT AS $$
        BEGIN
            PERFORM gin_clean_pending_list('customer_name_prints');
            ANALYZE customer;
            ANALYZE customer_phone;
        END $$
        """
    )


def downgrade() -> None:
    """Drop the function."""
    op.execute("DROP FUNCTION settle_customers()")
