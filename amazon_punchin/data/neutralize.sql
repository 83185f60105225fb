-- A copy of the database must neither order nor hold the means to.
UPDATE amazon_punchin_config
   SET mode = 'paused',
       inbox_login = 'amazon-' || left(gen_random_uuid()::text, 8),
       soap_login = NULL,
       soap_wsdl_url = NULL,
       setup_url_test = NULL,
       order_url_test = NULL,
       setup_url_active = NULL,
       order_url_active = NULL;

UPDATE amazon_punchin_vault
   SET shared_secret = NULL,
       shared_secret_next = NULL,
       shared_secret_previous_hash = NULL,
       inbox_password = NULL,
       inbox_previous_hash = NULL,
       soap_password = NULL,
       token = gen_random_uuid()::text;

UPDATE amazon_punchin_extrinsic
   SET value = 'neutralized';

UPDATE amazon_punchin_message
   SET state = 'cancelled'
 WHERE state = 'pending';

DELETE FROM amazon_punchin_credentials;
