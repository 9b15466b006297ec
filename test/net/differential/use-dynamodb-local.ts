/*
 * The one setting by which every test, and `npm start`, chooses its database. Set for the files of one
 * project alone, hence here and not where the database is started.
 */
process.env.DYNAMODB_ENDPOINT = process.env.LATCHKEY_TEST_DYNAMODB_LOCAL;
// The model is there to find faults of the product; on this database a share of it tells the same.
process.env.LATCHKEY_HISTORIES ??= "20";
