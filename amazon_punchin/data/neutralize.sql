-- A copy of the database must neither order nor hold the means to.
UPDATE amazon_punchin_config
   SET mode = 'paused',
       shared_secret = NULL,
       inbox_password = NULL;
