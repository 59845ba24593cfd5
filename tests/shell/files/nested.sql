.read nested.sql
